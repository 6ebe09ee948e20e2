import { setTimeout as delay } from "node:timers/promises";
import type { CanaryStep } from "../../components/src/app";
import type { GatePolicy } from "../../components/src/gate/model/inputs";
import type { RolloutObject } from "../../components/src/gate/cluster/types";
import { killApiServer } from "./apiServer";
import type { RecordedApp, RecordedAppSpec, Version } from "./app";

/** Access of a scenario to the app and the gate while the gate drives. */
export interface Stage {
    readonly app: RecordedApp;
    /** Waits until the gate has observed a Rollout like this. */
    readonly observed: (what: string, isSo: (rollout: RolloutObject) => boolean) => Promise<void>;
    /** Waits until the gate has observed the pause of this step. */
    readonly paused: (step: number) => Promise<void>;
}

/** A course of a rollout that a gate drives. */
export interface Scenario extends RecordedAppSpec {
    readonly describes: string;
    /** Overrides of the gate's default policy. */
    readonly policy?: Partial<GatePolicy>;
    /** Versions deployed in order before the gate starts. @default - v1 */
    readonly before?: readonly Version[];
    readonly candidate: Version;
    /** Actions of other clients while the gate drives. */
    readonly interfere?: (stage: Stage) => Promise<void>;
}

const v1 = { tag: "v1" };
const v2 = { tag: "v2" };
const v3 = { tag: "v3" };

/** One weight, kept for this duration. */
function held(duration: string, setWeight = 50): CanaryStep[] {
    return [{ setWeight }, { pause: { duration } }, { setWeight: 100 }];
}

export const scenarios: Readonly<Record<string, Scenario>> = {
    initial: {
        describes: "a first deploy, which has no steps",
        steps: held("5s"),
        replicas: 2,
        before: [],
        candidate: v1,
    },
    promoted: {
        describes: "a good version through a timed and an open-ended pause, with analysis and shares of requests",
        steps: [
            ...[{ setWeight: 25 }, { pause: { duration: "15s" } }],
            ...[{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
        ],
        replicas: 2,
        analysis: "requests",
        candidate: v2,
    },
    "aborted-latency": {
        describes: "a slow version, which its analysis ends",
        steps: held("60s"),
        analysis: "requests",
        candidate: { ...v2, env: { FAULT_LATENCY_MS: "200-800" } },
    },
    "aborted-errors": {
        describes: "a version that answers 40 % of its requests with errors, which its analysis ends",
        steps: held("60s"),
        analysis: "requests",
        candidate: { ...v2, env: { FAULT_ERROR_RATE: "0.4" } },
    },
    inconclusive: {
        describes: "a version whose analysis is neither good nor bad",
        steps: held("60s"),
        analysis: "undecided",
        candidate: v2,
    },
    "crash-loop": {
        describes: "a version that ends as soon as it starts, aborted at its progress deadline",
        steps: held("5s"),
        spec: { progressDeadlineSeconds: 40 },
        candidate: { ...v2, env: { PORT: "99999" } },
    },
    "missing-image": {
        describes: "a version whose image does not exist, aborted at its progress deadline",
        steps: held("5s"),
        spec: { progressDeadlineSeconds: 30 },
        candidate: { tag: "missing" },
    },
    superseded: {
        describes: "a version in its pause when the next one is declared",
        steps: held("60s"),
        candidate: v2,
        async interfere({ app, paused }) {
            await paused(1);
            await app.declare(v3);
        },
    },
    "manual-abort": {
        describes: "a version in its pause when a user aborts it",
        steps: held("60s"),
        candidate: v2,
        async interfere({ app, paused }) {
            await paused(1);
            await app.patchStatus({ abort: true });
        },
    },
    "manual-promote": {
        describes: "an open-ended pause that is left to users, until a user promotes it",
        steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
        policy: { onPause: "wait" },
        candidate: v2,
        async interfere({ app, paused }) {
            await paused(1);
            await app.patchStatus({ pauseConditions: null });
        },
    },
    "manual-pause": {
        describes: "a version that spec.paused holds for longer than its step",
        steps: held("10s"),
        candidate: v2,
        async interfere({ app, paused, observed }) {
            await paused(1);
            await app.patchSpec({ paused: true });
            await observed("it is paused by hand", ({ metadata, spec, status }) => {
                return spec?.paused === true && status?.observedGeneration === String(metadata.generation);
            });
            // Longer than the pause of its step.
            await delay(12_000);
            await app.patchSpec({ paused: false });
        },
    },
    "full-promote": {
        describes: "a version in its pause when a user promotes it past all steps",
        steps: held("60s"),
        candidate: v2,
        async interfere({ app, paused }) {
            await paused(1);
            await app.patchStatus({ promoteFull: true });
        },
    },
    "rollback-window": {
        describes: "back to the previous version, which needs no steps within the rollback window",
        steps: held("2s"),
        spec: { rollbackWindow: { revisions: 3 } },
        before: [v1, v2],
        candidate: v1,
    },
    "api-restart": {
        describes: "the API server is killed in a pause, and comes back",
        // In the second pause, when every watch is established.
        steps: [{ setWeight: 25 }, { pause: { duration: "5s" } }, ...held("30s")],
        candidate: v2,
        async interfere({ paused }) {
            await paused(3);
            killApiServer();
        },
    },
    "slow-readiness": {
        describes: "a version that is ready after its progress deadline: Degraded, which heals",
        steps: held("5s"),
        spec: { progressDeadlineSeconds: 10, progressDeadlineAbort: false },
        candidate: { ...v2, readyAfterSeconds: 25 },
    },
};
