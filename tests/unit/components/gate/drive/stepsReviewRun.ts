import assert from "node:assert/strict";
import { reviewSteps } from "../../../../../components/src/gate/drive/stepsReview";
import type { EventObject } from "../../../../../components/src/gate/cluster/types";
import type { Review } from "../../../../../components/src/gate/history/review";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { Simulation } from "../../../../support/simulation/simulation";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import type { UnwatchedRollout } from "../../../../support/gate/unwatchedRollout";

export const judge = { ...judgeInputs, latencyMetric: "" };
export const policy: GatePolicy & { readonly job: string } = { ...defaults, timeoutSeconds: 60, job: "app", judge };

/** A version that has served before; the status has the end of its last pause only on request. */
export const timesOf = ({ steps }: UnwatchedRollout, unpausedAt?: number) => ({
    ...{ steps, reused: true, versionCreatedAt: NaN, unpausedAt },
});

/** Drops the Events about some of the steps, by index. */
export const without = (lost: readonly boolean[]) => (events: EventObject[]) => {
    const ends = events.filter(({ reason }) => reason === "RolloutStepCompleted");
    return events.filter((event) => lost[ends.indexOf(event)] !== true);
};

/** Returns the review of a rollout's steps. */
export function reviewed(
    rollout: UnwatchedRollout,
    given: Partial<GatePolicy> = {},
    change: (events: EventObject[]) => readonly EventObject[] = (events) => events,
    unpausedAt?: number,
): Promise<Review> {
    const simulation = new Simulation();
    simulation.rollout.deployFirst("v1");
    simulation.watch();
    const { observation } = simulation;
    assert.ok(observation);
    const o = { ...observation, uid: "u", revision: 2, podHash: "n", stableHash: "n", ...timesOf(rollout, unpausedAt) };
    return reviewSteps(
        o,
        { ...policy, ...given },
        {
            cluster: { readEvents: (uid) => Promise.resolve(uid === "u" ? [...change(rollout.events)] : []) },
            metrics: {
                samples: (_selector, from, until) =>
                    Promise.resolve(
                        rollout.series.map(({ labels, samples }) => ({
                            labels,
                            samples: samples.filter(({ at }) => at >= from && at <= until),
                        })),
                    ),
            },
        },
    );
}
