import type { Finding } from "./finding";
import type { GateErrorCode } from "./outcome";

/** The cause of an abort that was not this gate's, as far as the controller's message says it. */
export type ControllerAbort =
    /** An analysis ended badly. `scope`: whose it was, where the message says so. */
    | { readonly kind: "analysis"; readonly scope?: "Background" | "Step"; readonly message: string }
    /** Another reason of the controller's, such as the progress deadline. */
    | { readonly kind: "controller"; readonly message: string }
    /** No reason: another client asked for it, as `kubectl argo rollouts abort` does. */
    | { readonly kind: "manual" };

/** The cause of an abort that this gate asked for. */
export interface GateAbort {
    readonly kind: "gate";
    readonly code: GateErrorCode;
    readonly findings: readonly Finding[];
    /** How long the gate had run by then. */
    readonly afterSeconds: number;
}

/** The cause of an abort. `recorded`: the text of one in a state that an older gate wrote. */
export type AbortCause = ControllerAbort | GateAbort | { readonly kind: "recorded"; readonly text: string };
