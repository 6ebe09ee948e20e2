import type { Finding } from "./finding";
import type { GateErrorCode } from "./outcome";

/** The cause of an abort by the controller or another client, according to the controller's message. */
export type ControllerAbort =
    /** An analysis was unsuccessful. `scope`: its kind, if the message names it. */
    | { readonly kind: "analysis"; readonly scope?: "Background" | "Step"; readonly message: string }
    /** Another reason of the controller's, such as the progress deadline. */
    | { readonly kind: "controller"; readonly message: string }
    /** No reason: another client requested it, as `kubectl argo rollouts abort` does. */
    | { readonly kind: "manual" };

/** The cause of an abort that this gate requested. */
export interface GateAbort {
    readonly kind: "gate";
    readonly code: GateErrorCode;
    readonly findings: readonly Finding[];
    /** Time that the gate had run by then. */
    readonly afterSeconds: number;
}

/** The cause of an abort. `recorded`: the text of one in a state that an older gate wrote. */
export type AbortCause = ControllerAbort | GateAbort | { readonly kind: "recorded"; readonly text: string };
