import type { RolloutHistory } from "../history/history";
import { detectableIn, type Judgement, notJudged, verdictsOf } from "../history/judgement";
import type { Pause } from "../history/pauses";
import { detectableFaults, type Forecast } from "../judge/forecast";
import { judgedSignals } from "../judge/judge";
import { type DetectableFaults, signals, wholeAnswers } from "../model/answers";
import type { JudgeInputs } from "../model/judgeInputs";
import { describeCounts, describeFault, describeFinding, describeFindings, significant } from "./finding";

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

/** Describes the rejections of a version and the signals that were not judged, or else what its answers show. */
export function describeJudgement(judgement: Judgement): readonly string[] {
    const { blind } = judgement;
    const rejections = verdictsOf(judgement).map(({ finding }) => finding);
    const findings = [...rejections, ...(blind === undefined ? [] : [blind]), ...notJudged(judgement)];
    return findings.length > 0 ? findings.map(describeFinding) : describeAnswersSeen(judgement);
}

/** Describes the answers of a version that was not rejected, and what they would have shown. */
function describeAnswersSeen({ judge, evidence }: Judgement): readonly string[] {
    return judgedSignals(judge).map((signal) => {
        const { new: one, stable } = wholeAnswers(evidence[signal].total);
        const base = { errors: 0, latency: 0, [signal]: stable.all === 0 ? 0 : stable.bad / stable.all };
        const { [signal]: least } = detectableFaults([{ new: one.all, stable: stable.all }], base, judge, "counted");
        const shown = least === undefined ? "no fault" : `${describeFault(least, signal, judge.latencyBound)} or more`;
        return `${describeCounts(signal, one, stable, judge.latencyBound)}: not rejected; these requests show ${shown}, with 99 %`;
    });
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
