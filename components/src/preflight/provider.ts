import { messageOf } from "../kubernetes";
import { dynamicProvider, failed, pickInputs } from "../provider/dynamicProvider";
import { printLine } from "../provider/printLine";
import { checkPreflightInputs, declaredInputs, identity, type PreflightInputs, providerVersion } from "./inputs";
import { describePreflight, describeProblems, preflightLine, subjectOf } from "./report";
import { type PreflightResult, runPreflight } from "./run";

/** State of the preflight: its inputs, and the result. */
export interface PreflightState extends PreflightInputs {
    /** True when nothing stopped the update. */
    readonly passed?: boolean;
}

/** Checks a cluster before a Rollout is touched. */
export const preflightProvider = dynamicProvider<PreflightInputs, PreflightState>({
    noun: "preflight",
    version: providerVersion,
    declared: declaredInputs,
    identity,
    importHint: ": it is about an update, not an object",
    validate: checkPreflightInputs,
    idOf: subjectOf,
    isUnfinished: ({ passed }) => passed !== true,
    apply: check,
    // It describes a moment: there is nothing to read or to delete.
    read: (state) => Promise.resolve(state),
    delete: () => Promise.resolve(),
    inputsOf: (state) => pickInputs<PreflightInputs>(state, Object.keys(state) as (keyof PreflightInputs)[]),
});

async function check(inputs: PreflightInputs, olds: PreflightState | undefined): Promise<PreflightState> {
    const subject = subjectOf(inputs);
    let result: PreflightResult;
    try {
        result = await runPreflight(inputs, report);
    } catch (error) {
        throw failed(`rollout ${subject} was not touched: ${messageOf(error)}`, subject, { ...inputs, passed: false });
    }
    const { facts, found } = result;
    const problems = found.filter(({ severity }) => severity === "problem");
    // A package that brings the preflight to an app that is there already stops nothing that changes nothing.
    const arrives = olds === undefined && facts.liveSpecHash === inputs.specHash;
    const stops = problems.length > 0 && inputs.onProblems === "fail" && !arrives;
    for (const { severity, finding } of found) {
        // The gate of the same update reports its forecast itself, and the error lists the problems.
        if (severity === "note" ? finding.kind !== "forecast" : !stops) {
            report(`${severity}: ${describePreflight(finding)}`);
        }
    }
    if (stops) {
        throw failed(describeProblems(subject, found), subject, { ...inputs, passed: false }, "PreflightFailed");
    }
    return { ...inputs, passed: true };
}

function report(text: string): void {
    printLine(preflightLine(text, Date.now()));
}
