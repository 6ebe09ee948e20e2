import type { Cluster } from "../cluster/cluster";
import type { Decision } from "../decision/types";
import { rememberSent, withVerdict, type Memory } from "../history/history";
import type { Observation } from "../observation/observe";
import { measure } from "./measurement";
import type { GatePolicy } from "../model/policy";
import { patchOf } from "../decision/writes";
import type { Metrics } from "../cluster/prometheus";

/** A decision that needs the network. */
export type Action = Extract<Decision, { kind: "measure" | "write" | "verify" }>;

/** What an action needs. */
export interface ActionPorts {
    readonly cluster: Cluster;
    readonly metrics: Metrics;
    /** Starts the AnalysisRun that measures a first deploy; once it is there, asking again changes nothing. */
    readonly verify: (o: Observation) => Promise<void>;
}

/** How an action changes the memory; applied when it has ended, to the memory as it is then. */
export type Afterwards = (memory: Memory) => Memory;

/** The memory of an action that is about to begin. */
export function rememberBegin(memory: Memory, action: Action, o: Observation, now: number): Memory {
    if (action.kind !== "write") {
        return action.kind === "verify" ? { ...memory, verifiedAt: now } : memory;
    }
    const { write } = action;
    const { stepIndex, resourceVersion } = o;
    const sent = rememberSent(memory, { kind: write.kind, stepIndex, resourceVersion, at: now });
    return write.kind === "abort" && memory.abort === undefined
        ? { ...sent, abort: { code: write.code, details: write.details, at: now } }
        : sent;
}

/** Carries out an action. Rejects where the cluster refuses it; Prometheus' silence is a verdict of its own. */
export async function act(
    action: Action,
    o: Observation,
    memory: Memory,
    subject: GatePolicy & { readonly job: string },
    ports: ActionPorts,
    now: number,
): Promise<Afterwards> {
    switch (action.kind) {
        case "measure": {
            const verdict = await measure(action, o, memory, subject, ports.metrics, now);
            return (later) => withVerdict(later, action.stepIndex, verdict, now);
        }
        case "write": {
            const answer = await ports.cluster.patchStatus(patchOf(action.write, o));
            return (later) =>
                later.sent === undefined ? later : { ...later, sent: { ...later.sent, applied: answer === "applied" } };
        }
        case "verify":
            await ports.verify(o);
            return (later) => later;
    }
}
