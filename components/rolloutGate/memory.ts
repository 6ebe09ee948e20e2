import type { Observation } from "./observe";

/** How a rollout ended, in Argo's words; `Unproven` is ours: it ended, but nothing proves that the version is good. */
export type Outcome =
    | "Initial"
    | "Promoted"
    | "FastPromoted"
    | "RolledBack"
    | "FastRolledBack"
    | "Aborted"
    | "Superseded"
    | "Inconclusive"
    | "TimedOut"
    | "Unproven";

/** Whether a version with this outcome serves, and was proven or did not need to be. */
export function isSuccess(outcome: string | undefined): boolean {
    const good: Outcome[] = ["Initial", "Promoted", "FastPromoted", "RolledBack", "FastRolledBack"];
    return good.some((candidate) => candidate === outcome);
}

/** What an earlier run of the gate left in the state. */
export interface Previous {
    readonly outcome: string;
    readonly podHash: string;
    readonly revision: number;
    /** Where it aborted, in words: "step 3/9 (setWeight 25)". */
    readonly abortedAt?: string;
}

/** A weight that the canary Ingress had, and when it was first seen. */
export interface SeenWeight {
    readonly weight: number;
    readonly at: number;
}

/** What the gate has to remember, because a single observation does not tell it. */
export interface Memory {
    readonly startedAt: number;
    readonly previous: Previous | undefined;
    /** The version that this gate watches: the first one that the controller reported for our generation. */
    readonly podHash: string | undefined;
    /** The step at which it was when first seen. */
    readonly joinedStep: number;
    /** The stable version at that moment; empty on a first deploy. */
    readonly firstStableHash: string;
    /** The last step before an abort, which resets the rollout's own index. */
    readonly lastStep: number;
    readonly weights: readonly SeenWeight[];
    /** The watch was interrupted so long that writes may have been missed. */
    readonly gap: boolean;
    readonly promoteFull: boolean;
    readonly stepsRan: boolean;
    /** It was seen on its way, neither promoted nor aborted yet. */
    readonly watched: boolean;
    /** Since when a state lasts that gets a grace period. */
    readonly since: Readonly<Partial<Record<Lasting, number>>>;
}

/** The states that are judged by how long they last. */
export type Lasting = "missing" | "invalid" | "aborted" | "inconclusive" | "healthy";

/** The memory of a gate that has seen nothing yet. */
export function emptyMemory(startedAt: number, previous: Previous | undefined): Memory {
    return {
        startedAt,
        previous,
        podHash: undefined,
        joinedStep: 0,
        firstStableHash: "",
        lastStep: 0,
        weights: [],
        gap: false,
        promoteFull: false,
        stepsRan: false,
        watched: false,
        since: {},
    };
}

/** The memory after one more observation. Called for every single event, so that no weight is skipped. */
export function remember(memory: Memory, observation: Observation | undefined, now: number): Memory {
    const since = lastingSince(memory, observation, now);
    if (observation === undefined || !observation.generationObserved || !observation.templateObserved) {
        return { ...memory, since };
    }
    const first = memory.podHash === undefined;
    const podHash = memory.podHash ?? observation.podHash;
    if (podHash !== observation.podHash) {
        return { ...memory, since };
    }
    const promoted = observation.podHash === observation.stableHash;
    const settled = promoted || observation.aborted;
    const { stepIndex, weight } = observation;
    const last = memory.weights.at(-1);
    const weights =
        weight === undefined || last?.weight === weight ? memory.weights : [...memory.weights, { weight, at: now }];
    return {
        ...memory,
        since,
        podHash,
        joinedStep: first ? (settled ? observation.steps.length : stepIndex) : memory.joinedStep,
        firstStableHash: first ? observation.stableHash : memory.firstStableHash,
        // Argo resets the index to 0 with the abort, and weights below come from before it.
        lastStep: observation.aborted ? memory.lastStep : stepIndex,
        weights,
        watched: memory.watched || !settled,
        promoteFull: memory.promoteFull || observation.promoteFull,
        stepsRan:
            memory.stepsRan ||
            (!settled && observation.stableHash !== "" && stepIndex > 0 && stepIndex < observation.steps.length),
    };
}

function lastingSince(memory: Memory, observation: Observation | undefined, now: number): Memory["since"] {
    const observed = observation?.generationObserved === true;
    const states: Record<Lasting, boolean> = {
        missing: observation === undefined,
        invalid: observed && observation.invalidSpec !== undefined,
        aborted: observed && observation.aborted,
        inconclusive: observed && isInconclusive(observation),
        healthy: observed && observation.phase === "Healthy" && observation.podHash === observation.stableHash,
    };
    const since: Partial<Record<Lasting, number>> = {};
    for (const state of Object.keys(states) as Lasting[]) {
        if (states[state]) {
            since[state] = memory.since[state] ?? now;
        }
    }
    return since;
}

/** Whether the controller paused the rollout because it could not tell good from bad. */
export function isInconclusive(observation: Observation): boolean {
    return observation.pauseReasons.some((reason) => reason.startsWith("Inconclusive"));
}
