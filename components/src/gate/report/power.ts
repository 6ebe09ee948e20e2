import type { RolloutHistory } from "../history/history";
import { detectableIn, type Judgement, notJudged, verdictsOf } from "../history/judgement";
import type { Pause } from "../history/pauses";
import { detectableFaults, type Forecast } from "../judge/forecast";
import { judgedSignals } from "../judge/judge";
import { type DetectableFaults, type Signal, signals, wholeAnswers } from "../model/answers";
import type { Finding } from "../model/finding";
import type { JudgeInputs } from "../model/judgeInputs";
import { describeCounts, describeFault, describeFinding, describeFindings, significant } from "./finding";
import { describeCountProblem } from "./share";

/** Describes what the pauses will show, and what they will not. */
export function describePower({ power }: RolloutHistory, judge: JudgeInputs | undefined): readonly string[] {
    if (power === undefined || judge === undefined) {
        return [];
    }
    const { forecast, findings } = power;
    const lacking = findings.length === 0 ? [] : [`WARNING: ${describeFindings(findings)}`];
    return forecast === undefined ? lacking : [describeForecast(forecast, judge), ...lacking];
}

function describeForecast({ requestsPerSecond, pauses, together }: Forecast, judge: JudgeInputs): string {
    const each = pauses.map(
        ({ weight, least: { errors } }) =>
            `${errors === undefined ? "none" : `${significant(errors * 100)} %`} at weight ${weight}`,
    );
    return `at ${significant(requestsPerSecond)} requests/s the steps show errors from ${each.join(", ")}; together ${describeFaults(together, judge)}`;
}

/** Describes what the requests of a measured pause showed; undefined if nothing is judged. */
export function describePausePower(pause: Pause, history: RolloutHistory): string | undefined {
    const { judgement } = history;
    const least = powerOf(pause, history);
    const unreadable = judgement && judgedSignals(judgement.judge).every((signal) => judgement.unreadable[signal]);
    return judgement === undefined || least === undefined || unreadable === true
        ? undefined
        : `with these requests the step at weight ${pause.weight} sees ${describeFaults(least, judgement.judge)}`;
}

/** Returns the least faults that the requests of a measured pause showed; undefined if nothing is judged. */
export function powerOf(
    { shareResult, weight }: Pause,
    { judgement }: Pick<RolloutHistory, "judgement">,
): DetectableFaults | undefined {
    return judgement === undefined || shareResult === undefined || shareResult.kind === "unknown" || weight === 0
        ? undefined
        : detectableIn({ new: shareResult.canary, stable: shareResult.total - shareResult.canary }, judgement);
}

/**
 * Describes each signal of a judgement: its rejections, or why it was not judged, or else its answers and what they would
 * have shown; and Prometheus' silence.
 */
export function describeJudgement(judgement: Judgement): readonly string[] {
    const { judge, blind, evidence, unreadable, unanswered } = judgement;
    const silence = unanswered === undefined ? [] : [`the last look failed: ${describeCountProblem(unanswered)}`];
    // The first look only begins to count.
    const begun = judgedSignals(judge).some((signal) => {
        const { total } = evidence[signal];
        return unreadable[signal] !== undefined || total.new.all > 0 || total.stable.all > 0;
    });
    if (!begun) {
        return ["no answer of either version was counted yet", ...silence];
    }
    const rejections = verdictsOf(judgement).map(({ finding }) => finding);
    const unjudged = notJudged(judgement);
    const sentences = judgedSignals(judge).flatMap((signal) => {
        const isAbout = (finding: Finding) => "signal" in finding && finding.signal === signal;
        const rejected = rejections.filter(isAbout);
        const findings = rejected.length > 0 ? rejected : unjudged.filter(isAbout);
        return findings.length > 0 ? findings.map(describeFinding) : [describeSignal(signal, judgement)];
    });
    return [...sentences, ...(blind === undefined ? [] : [describeFinding(blind)]), ...silence];
}

/** Describes the answers of a version that was not rejected by a signal, and what they would have shown. */
function describeSignal(signal: Signal, { judge, evidence }: Judgement): string {
    const { new: one, stable } = wholeAnswers(evidence[signal].total);
    const base = { errors: 0, latency: 0, [signal]: stable.all === 0 ? 0 : stable.bad / stable.all };
    const { [signal]: least } = detectableFaults([{ new: one.all, stable: stable.all }], base, judge, "counted");
    const shown = least === undefined ? "no fault" : `${describeFault(least, signal, judge.latencyBound)} or more`;
    return `${describeCounts(signal, one, stable, judge.latencyBound)}: not rejected; these requests show ${shown}, with 99 %`;
}

function describeFaults(least: DetectableFaults, judge: JudgeInputs): string {
    const faults = describeLeastFaults(least, judge);
    return faults === "" ? "no fault with 99 %" : `${faults}, or more, with 99 %`;
}

/** Describes the least faults of the signals that have one; empty if none has. */
export function describeLeastFaults(least: DetectableFaults, { latencyBound }: JudgeInputs): string {
    const faults = signals.flatMap((signal) => {
        const share = least[signal];
        return share === undefined ? [] : [describeFault(share, signal, latencyBound)];
    });
    return faults.join(" or ");
}
