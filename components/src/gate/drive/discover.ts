import { apiErrorCode, type KubernetesApi, messageOf } from "../../kubernetes";
import { readAnalysisTemplates } from "../cluster/analysisTemplates";
import { findRollout } from "../cluster/findRollout";
import { analysedMetric, type RolloutGateInputs } from "../model/inputs";
import type { JudgeInputs } from "../model/judgeInputs";
import { latencyUnitOf } from "../model/latencyUnit";
import { analysesOf, analysisSource, type AnalysisSource } from "../observation/analysisSource";

/** The inputs of a gate, completed, and what it cannot see. */
export interface Discovered {
    readonly inputs: RolloutGateInputs;
    readonly notes: readonly string[];
}

/**
 * Completes the inputs of a gate that does not name Prometheus, the job or the counter, from the live Rollout's own
 * analysis; what is given stays. Rejects with the ApiError if the Rollout cannot be read.
 */
export async function discover(api: KubernetesApi, inputs: RolloutGateInputs): Promise<Discovered> {
    if (!isOpen(inputs)) {
        return { inputs, notes: [] };
    }
    const { namespace } = inputs;
    const rollout = await findRollout(api, inputs);
    const analyses = rollout === undefined ? [] : analysesOf(rollout);
    try {
        const read = analyses.map(async (analysis) => ({
            analysis,
            templates: await readAnalysisTemplates(api, namespace, [analysis]),
        }));
        return completed(inputs, analysisSource(await Promise.all(read)));
    } catch (error) {
        const code = apiErrorCode(error);
        if (code !== "NotFound" && code !== "Forbidden") {
            throw error;
        }
        const { notes, inputs: found } = completed(inputs, {});
        // A Rollout that does not exist yet has no counter to miss.
        const requestsMetric = found.requestsMetric === analysedMetric ? "" : found.requestsMetric;
        const why = `the Rollout's analysis cannot be read: ${messageOf(error)}`;
        return { inputs: { ...found, requestsMetric }, notes: [...notes, why] };
    }
}

function isOpen({ job, requestsMetric, ...prometheus }: RolloutGateInputs): boolean {
    return job === "" || requestsMetric === analysedMetric || isUnaddressed(prometheus);
}

function isUnaddressed(prometheus: Pick<RolloutGateInputs, "prometheusAddress" | "prometheusUrl">): boolean {
    return prometheus.prometheusAddress === "" && prometheus.prometheusUrl === "";
}

/** Returns the inputs with what an analysis adds, and notes about what neither has. */
export function completed(inputs: RolloutGateInputs, source: AnalysisSource): Discovered {
    const prometheusAddress = inputs.prometheusAddress || (source.prometheusAddress ?? "");
    const job = inputs.job || (source.job ?? "");
    // A counter that the app may not have would reject every version.
    const chosen = inputs.requestsMetric === analysedMetric ? source.requestsMetric : inputs.requestsMetric;
    const unknown = [
        ...(isUnaddressed({ ...inputs, prometheusAddress }) ? ["the address of Prometheus (prometheusAddress)"] : []),
        ...(job === "" ? ["the app's job (job)"] : []),
        ...(chosen === undefined ? ["a counter of requests by status (requestsMetric)"] : []),
    ];
    if (unknown.length > 0 || chosen === undefined) {
        // A judge that was asked for must not be left out: without a counter the gate fails.
        const requestsMetric = inputs.judge === undefined ? "" : analysedMetric;
        const found = { ...inputs, prometheusAddress, job, requestsMetric };
        const what = `neither the arguments nor the Rollout's analysis name ${unknown.join(", ")}`;
        return { inputs: found, notes: [`the shares and answers of the versions are not measured: ${what}`] };
    }
    const found = { ...inputs, prometheusAddress, job, requestsMetric: chosen };
    if (inputs.judge !== undefined || chosen === "") {
        return { inputs: found, notes: [] };
    }
    const judge = judgeOf(source);
    return judge === undefined
        ? { inputs: found, notes: ["answers are not judged: the Rollout's analysis has no threshold for errors"] }
        : { inputs: { ...found, judge }, notes: latencyNotes(judge) };
}

function judgeOf({ statusLabel, maxErrorShare, ...slow }: AnalysisSource): JudgeInputs | undefined {
    if (statusLabel === undefined || maxErrorShare === undefined) {
        return undefined;
    }
    const { latencyMetric, latencyBound, maxSlowShare } = slow;
    const known = latencyMetric !== undefined && latencyBound !== undefined && maxSlowShare !== undefined;
    const latency = known
        ? { latencyMetric, latencyUnit: latencyUnitOf(latencyMetric), latencyBound, maxSlowShare }
        : { latencyMetric: "", latencyBound: 1, maxSlowShare: 0.01 };
    return { statusLabel, maxErrorShare, ...latency, onWorseThanStable: "abort", onOverThreshold: "abort" };
}

function latencyNotes({ latencyMetric }: JudgeInputs): string[] {
    return latencyMetric === ""
        ? ["latencies are not judged: the Rollout's analysis has no threshold for one quantile of a histogram"]
        : [];
}
