import type { Write } from "../decision/types";
import type { WaitReason } from "../model/finding";
import type { Observation } from "../observation/observe";
import { describeFindings } from "./finding";

const whyPromoted: Readonly<Record<Extract<Write, { kind: "promote" }>["by"], string>> = {
    pause: "everything is proven",
    inconclusive: "the analysis is inconclusive, and onInconclusive is promote",
    stableDown: "no pod of the stable version is available, and onStableDown is promote",
    neverAvailable: "the stable version is a first deploy that never had an available pod",
    nudge: "the controller has missed the promotion",
};

/** Describes why a promotion is sent. */
export function describePromotion({ by }: Extract<Write, { kind: "promote" }>): string {
    return whyPromoted[by];
}

/** Describes a write that is about to be sent. */
export function describeWrite(write: Write, { stepIndex, steps }: Pick<Observation, "stepIndex" | "steps">): string {
    const step = `step ${stepIndex}/${steps.length}`;
    switch (write.kind) {
        case "promote":
            return `promoting ${step}: ${describePromotion(write)}`;
        case "abort":
            return `aborting at ${step}: ${describeFindings(write.findings)}`;
        case "retry":
            return "retrying the aborted version (retryAborted: true)";
    }
}

/** Returns the note for a wait that only a user can end, or that holds up the end of the update; undefined for any other. */
export function noteOfWait(
    { kind }: WaitReason,
    { namespace, rolloutName }: { readonly namespace: string; readonly rolloutName: string },
): string | undefined {
    const promote = `kubectl argo rollouts promote ${rolloutName} -n ${namespace}`;
    switch (kind) {
        case "pausedByHand":
            return "spec.paused is set: a user paused this rollout by hand, and this gate does not resume it";
        case "undecided":
            return `inconclusive: decide with ${promote}, or abort instead of promote`;
        case "openEndedPause":
            return `paused until a user promotes it: ${promote}`;
        case "draining":
            return "the rollout is aborted; waiting until the new version gets no more requests";
        default:
            return undefined;
    }
}
