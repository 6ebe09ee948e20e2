import type { Cluster } from "./cluster";
import type { Decision } from "./decision";
import { rememberSent, type Memory } from "./memory";
import type { Observation } from "./observe";
import { withVerdict, type PauseVerdict } from "./pauses";
import type { GatePolicy } from "./policy";
import { patchOf } from "./promote";
import type { Metrics } from "./prometheus";
import { countRequests, judgeShare, podHashMetricLabel } from "./share";

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

async function measure(
    { stepIndex, from, until }: Extract<Action, { kind: "measure" }>,
    o: Observation,
    memory: Memory,
    { job, requestsMetric, minRequests }: GatePolicy & { readonly job: string },
    metrics: Metrics,
    now: number,
): Promise<PauseVerdict> {
    const selector = `{job="${job}"}`;
    try {
        const [requests, scrapes] = await inTime(
            Promise.all([
                metrics.samples(`${requestsMetric}${selector}`, from, until),
                metrics.samples(`up${selector}`, from, until),
            ]),
        );
        const labelled = requests.some(({ labels }) => (labels[podHashMetricLabel] ?? "") !== "");
        if (!labelled) {
            const what = requests.length === 0 ? "" : ` with the label ${podHashMetricLabel}`;
            return { kind: "unknown", why: `Prometheus has no ${requestsMetric}${selector}${what}`, since: now };
        }
        const counts = countRequests(requests, scrapes);
        if (counts === undefined || counts.unread.length > 0) {
            const why =
                counts === undefined
                    ? "Prometheus has not scraped every pod twice since the pause began"
                    : `Prometheus cannot scrape ${counts.unread.join(", ")}`;
            return { kind: "unknown", why, since: now };
        }
        const weight = memory.pauses.find((pause) => pause.stepIndex === stepIndex)?.weight ?? 0;
        const canary = counts.byHash[o.podHash] ?? 0;
        // The Rollout's own stable version may be this canary by now.
        const stable = counts.byHash[memory.firstStableHash] ?? 0;
        return judgeShare({ canary, stable, variance: counts.variance, weight, minRequests });
    } catch (error) {
        return { kind: "unknown", why: error instanceof Error ? error.message : String(error), since: now };
    }
}

/** One that hangs must not keep the gate from noticing that it is silent. */
const answerMs = 5_000;

async function inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
            reject(new Error(`Prometheus did not answer within ${String(answerMs / 1000)} s`));
        }, answerMs);
    });
    try {
        return await Promise.race([answer, late]);
    } finally {
        clearTimeout(timer);
    }
}
