import type { RolloutHistory } from "../history/history";
import type { AbortCause, GateAbort } from "../model/abortCause";
import type { StepPosition } from "../model/evidence";
import type { Finding } from "../model/finding";
import type { Observation } from "../observation/observe";
import { positionOf } from "../observation/steps";
import { badStatusOf, blamed, causesOf } from "./analysisCause";
import { lacksStablePods } from "../observation/observe";
import { trafficAwayFromStable } from "../observation/routedWeight";
import { describeFinding, describeFindings } from "./finding";
import { describeCountProblem } from "./share";

/** Returns the position at which the rollout aborted; undefined if no gate watched it. */
export function abortedAt(o: Observation, history: RolloutHistory): StepPosition | string | undefined {
    if (history.watched) {
        return positionOf(o.steps, history.lastStep);
    }
    return history.previous?.podHash === o.podHash ? history.previous.abortedAt : undefined;
}

/** Returns the cause of an abort that this gate has requested. */
export function gateAbortOf(
    { code, findings, at }: NonNullable<RolloutHistory["abort"]>,
    { startedAt }: RolloutHistory,
): GateAbort {
    return { kind: "gate", code, findings, afterSeconds: Math.round((at - startedAt) / 1000) };
}

/** Returns the cause of an abort: this gate's, that of an earlier gate for the same version, or the controller's. */
export function abortCauseOf(o: Observation, history: RolloutHistory): AbortCause {
    const { abort, previous, watched } = history;
    if (abort !== undefined) {
        return gateAbortOf(abort, history);
    }
    const before = !watched && previous?.podHash === o.podHash ? previous.abortedFor : undefined;
    return before ?? o.abortCause ?? { kind: "manual" };
}

/** Describes the cause of an abort; the controller's by the analyses' measurements, if they explain more. */
export function describeAbort(cause: AbortCause, o: Observation, history: RolloutHistory): string {
    switch (cause.kind) {
        case "gate":
            return describeGateAbort(cause);
        case "recorded":
            return cause.text;
        default: {
            const message = cause.kind === "manual" ? "" : cause.message;
            return causesOf(blamed(o, history), "Failed", "Error") || message || "a user aborted it by hand";
        }
    }
}

/** Describes why this gate itself aborted, as a part of a sentence. */
export function describeGateAbort({ code, findings, afterSeconds }: GateAbort): string {
    const what = describeFindings(findings);
    switch (code) {
        case "TimedOut":
            return `it did not finish within ${afterSeconds} s${what === "" ? "" : `: ${what}`}`;
        case "Unmeasured":
            return `${describeUnmeasured(findings, "", "not")} measured before the last weight`;
        default:
            return what;
    }
}

/** Describes an analysis without a measurement: "p99-latency and success-rate were never", "no metric was ever". */
export function describeUnmeasured(findings: readonly Finding[], ever: string, not: string): string {
    if (findings.some(({ kind }) => kind === "nothingMeasured")) {
        return `no metric was${ever === "" ? "" : ` ${ever}`}`;
    }
    return `${findings.map(describeFinding).join(" and ")} ${findings.length === 1 ? "was" : "were"} ${not}`;
}

/** True when the analysis ended because it could not measure, not because of a measurement. */
export function isUnmeasurable({ analyses }: Observation): boolean {
    const metrics = analyses.flatMap((analysis) => analysis.metrics.filter((metric) => !metric.dryRun));
    const ended = [...analyses, ...metrics].map(({ phase }) => phase);
    const answered = metrics.some((metric) => badStatusOf(metric) !== undefined);
    return ended.includes("Error") && !ended.includes("Failed") && !answered;
}

/** Describes where the traffic of an aborted rollout is; `back`: it was away. */
export function describeTraffic(o: Observation, { drain }: RolloutHistory, back: boolean): string {
    const blocked = trafficAwayFromStable(o);
    if (blocked.length > 0) {
        const pods = lacksStablePods(o)
            ? `; ${String(o.stableAvailable)} of ${String(o.replicas.desired)} pods of the stable version are available, and the controller returns its traffic only as more become available`
            : "";
        return `traffic is NOT back on stable: ${describeFindings(blocked)}${pods}`;
    }
    const weight = o.weight === undefined ? "" : ` (canary weight ${String(o.weight)})`;
    const { available } = o.replicas;
    const left = `${String(available)} pod${available === 1 ? "" : "s"} of the new version`;
    const { result } = drain ?? {};
    if (available > 0 && o.weight === undefined) {
        // Without a router, requests are spread over all pods.
        return `traffic is NOT all back on stable: ${left} ${available === 1 ? "is" : "are"} left`;
    }
    if (available > 0 && result?.kind === "flowing") {
        return `traffic is NOT all back on stable${weight}: ${left} got ${String(result.requests)} requests between the last two scrapes`;
    }
    if (available > 0 && result?.kind !== "stopped") {
        const why = result?.kind === "unknown" ? ` (${describeCountProblem(result.problem)})` : "";
        return `the router sends traffic to stable${weight}, with ${left} left; whether they still get requests is unknown${why}`;
    }
    return `traffic is ${back ? "back " : ""}on stable${weight}`;
}

/** Describes a position as "step 3/9 (setWeight 25)": the step as in the progress lines, and its weight. */
export function describePosition(position: StepPosition | string): string {
    if (typeof position === "string") {
        return position;
    }
    const { step, steps, setWeight, percent } = position;
    // With maxTrafficWeight the step has its own unit; all other weights are in percent.
    const inPercent = setWeight === percent ? "" : `, ${percent} %`;
    return `step ${step}/${steps}${setWeight === undefined ? "" : ` (setWeight ${setWeight}${inPercent})`}`;
}
