import type { Finding } from "../model/finding";
import type { Observation } from "../observation/observe";

/** Returns the analyses from a step on that have no AnalysisRun: the one in the background, and those of steps. */
export function missingRuns(o: Observation, from: number): Finding[] {
    const { analysisDeclared, analyses, revision, steps } = o;
    const background = analysisDeclared && !analyses.some(({ kind }) => kind === "Background");
    return [
        ...(background ? [{ kind: "noAnalysisRun", revision } as const] : []),
        ...missingSteps(o, from, steps.length).map((stepIndex) => ({ kind: "noAnalysisRun", stepIndex }) as const),
    ];
}

/** Returns the analysis steps from `from` and before `to` that have no AnalysisRun: a promotion has skipped them. */
export function missingSteps({ steps, analyses }: Observation, from: number, to: number): number[] {
    return [...steps.keys()].filter(
        (index) =>
            index >= from &&
            index < to &&
            steps[index]?.analysis === true &&
            !analyses.some(({ kind, stepIndex }) => kind === "Step" && stepIndex === index),
    );
}
