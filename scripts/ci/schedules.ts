import {
    preflightType,
    type PreviewCheck,
    type PreviewSchedule,
    previewSchedule,
} from "@canary-delivery/components/preflight";
import type { EngineEvent } from "../local/engineEvents";

/**
 * Returns the schedules of the rollouts that a preview would run, with what each of their steps can see.
 *
 * @param checks the preflights, which have measured the traffic
 */
export function schedulesOf(events: readonly EngineEvent[], checks: readonly PreviewCheck[] = []): PreviewSchedule[] {
    const found = new Map(
        events.flatMap(({ resourcePreEvent }) => {
            const { op, type, urn = "", new: state } = resourcePreEvent?.metadata ?? {};
            // One that stays as it is runs no rollout.
            if (type !== preflightType || op === "same" || op === "delete" || !state) {
                return [];
            }
            const subject = `${String(state.inputs["namespace"])}/${String(state.inputs["rolloutName"])}`;
            const measured = checks.find(({ rollout }) => rollout === subject)?.requestsPerSecond;
            const schedule = previewSchedule(state.inputs, measured);
            return schedule === undefined ? [] : [[urn, schedule] as const];
        }),
    );
    return [...found.values()];
}
