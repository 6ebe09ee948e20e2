import { messageOf } from "../../kubernetes";
import { verifiedBefore } from "../decision/verification";
import type { DriveState } from "../drive/driveState";
import { isOurs } from "../history/history";
import type { JudgePolicy } from "../report/evidence";
import type { Delivery } from "./delivery";
import { progressNotification } from "./notification";

/**
 * Returns an observer of a drive that notifies of a rollout's start and of each step that it reaches. Nothing waits for
 * it, and its failure changes no decision.
 */
export function notifierOf(
    delivery: Delivery,
    policy: JudgePolicy,
    log: (text: string) => void,
): (state: DriveState, now: number) => void {
    let at: { readonly podHash: string; readonly step: number } | undefined;
    return ({ observation: o, history }, now) => {
        // A version that an earlier run has verified is not rolled out again, and an abort has its verdict.
        if (!isOurs(o, history) || o.aborted || verifiedBefore(o, history) !== undefined) {
            return;
        }
        const { podHash, stepIndex: step } = o;
        const begins = at?.podHash !== podHash;
        if (begins || at?.step !== step) {
            at = { podHash, step };
            try {
                const type = begins ? "rollout.started" : "rollout.step";
                delivery.send(progressNotification(type, o, history, policy, now));
            } catch (error) {
                log(`warning: the webhook does not get step ${step}: ${messageOf(error)}`);
            }
        }
    };
}
