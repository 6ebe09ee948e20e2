import { apiErrorCode, messageOf } from "../../kubernetes";
import type { RawMetrics } from "../../gate/cluster/prometheus";
import type { RolloutObject } from "../../gate/cluster/types";
import type { RolloutBaselineInputs } from "./inputs";
import { healthBlocker, requestsBlocker, requestsSelector } from "./readiness";

/** Side effects that the wait needs. */
export interface WaitPorts {
    /** Returns the live Rollout, or undefined if there is none. */
    rollout(): Promise<RolloutObject | undefined>;
    readonly metrics: RawMetrics;
    readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
    readonly log: (line: string) => void;
}

/** State of the baseline at one moment. */
interface Look {
    /** The missing condition, as a phrase; undefined when the baseline is ready. */
    readonly blocker: string | undefined;
    /** Action for the user. */
    readonly remedy: string;
}

const pollMs = 1_000;
const heartbeatMs = 15_000;

/** Longest range of a query for the counters; it holds two samples of any sensible scrape interval. */
const windowMs = 300_000;

/**
 * Waits until the baseline is healthy and gets requests, and reports the missing condition on every change and every
 * 15 s.
 *
 * @throws Error with one sentence on timeout, if the Rollout is gone, or if the cluster denies access
 */
export async function waitForBaseline(inputs: RolloutBaselineInputs, ports: WaitPorts): Promise<void> {
    const { clock } = ports;
    const startedAt = clock.now();
    const report = reporter(ports);
    let healthySince: number | undefined;

    async function look(): Promise<Look> {
        const repair = "fix the baseline and run pulumi up again";
        let rollout: RolloutObject | undefined;
        try {
            rollout = await ports.rollout();
        } catch (error) {
            if (["Unauthorized", "Forbidden", "Invalid"].includes(apiErrorCode(error) ?? "")) {
                throw error;
            }
            return { blocker: messageOf(error), remedy: "run pulumi up again" };
        }
        if (rollout === undefined) {
            throw new Error(
                `rollout ${subjectOf(inputs)} was deleted while its baseline started; ` +
                    "the candidate was not deployed; run pulumi up again",
            );
        }
        const unhealthy = healthBlocker(rollout);
        if (unhealthy !== undefined) {
            healthySince = undefined;
            return { blocker: unhealthy, remedy: repair };
        }
        const now = clock.now();
        healthySince ??= now;
        if (inputs.requestsMetric === "") {
            return { blocker: undefined, remedy: "" };
        }
        const remedy = "check that it gets requests and that Prometheus scrapes its counter, and run pulumi up again";
        const selector = requestsSelector(inputs.requestsMetric, inputs.job, rollout.status?.currentPodHash ?? "");
        try {
            const series = await ports.metrics.samples(selector, Math.max(healthySince, now - windowMs), now);
            const missing = requestsBlocker(series, rollout.spec?.replicas ?? 1);
            return { blocker: missing && `Healthy, but ${missing} (${selector})`, remedy };
        } catch (error) {
            return { blocker: `Healthy, but ${messageOf(error)}`, remedy };
        }
    }

    for (;;) {
        const { blocker, remedy } = await look();
        if (blocker === undefined) {
            report(inputs.requestsMetric === "" ? "Healthy" : "Healthy, every pod is measured and requests arrive");
            return;
        }
        report(blocker);
        if (clock.now() >= startedAt + inputs.timeoutSeconds * 1000) {
            const image = imageOf(inputs);
            throw new Error(
                `rollout ${subjectOf(inputs)} has no ready baseline (${image}) after ${String(inputs.timeoutSeconds)} s: ` +
                    `${blocker}; the candidate was not deployed; ${remedy}`,
            );
        }
        await clock.sleep(pollMs);
    }
}

/** Prints a new text at once, and an unchanged one every 15 s. */
function reporter({ clock, log }: WaitPorts): (text: string) => void {
    let last: { text: string; at: number } | undefined;
    return (text) => {
        const at = clock.now();
        if (text !== last?.text || at >= last.at + heartbeatMs) {
            last = { text, at };
            log(baselineLine(text, at));
        }
    };
}

/** Formats one line about the baseline. `at` is in milliseconds and shown in UTC, as in the gate's lines. */
export function baselineLine(text: string, at: number): string {
    return `[${new Date(at).toISOString().slice(11, 19)}] Baseline: ${text}`;
}

/** Returns the rollout's namespace and name, for a message. */
export function subjectOf({ namespace, rolloutName }: RolloutBaselineInputs): string {
    return `${namespace}/${rolloutName}`;
}

/** Returns the baseline's image, for a message. */
export function imageOf({ manifest }: RolloutBaselineInputs): string {
    const spec = manifest.spec as { template?: { spec?: { containers?: { image?: string }[] } } };
    return spec.template?.spec?.containers?.[0]?.image ?? "no image";
}
