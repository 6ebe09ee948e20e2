import { verdictsOf } from "../history/judgement";
import { lookMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import { plannedPauses } from "../observation/steps";
import type { ObservedSituation } from "./situation";
import { abort, type Decision } from "./types";

/**
 * Evaluates the new version's answers: an abort, another look, or nothing. It has its own clock: it neither waits for
 * the end of a pause nor ends one.
 */
export function evaluateJudgement(situation: ObservedSituation): Decision | undefined {
    const { history, policy } = situation;
    const { judge } = policy;
    if (judge === undefined || policy.requestsMetric === "") {
        return undefined;
    }
    const findings = verdictsOf(history.judgement).flatMap(({ action, finding }) =>
        action === "abort" ? finding : [],
    );
    if (findings.length > 0) {
        return abort("Unhealthy", findings);
    }
    return evaluatePower(situation, judge) ?? evaluateLook(situation, judge);
}

function evaluateLook({ history, now }: ObservedSituation, judge: JudgeInputs): Decision | undefined {
    const { serving } = history.since;
    const warm = serving !== undefined && now >= serving + judge.warmupSeconds * 1000;
    return warm && now >= (history.judgement?.at ?? -Infinity) + lookMs ? { kind: "judge", judge, at: now } : undefined;
}

/** Evaluates, once, what the pauses will show: an abort if they must show more, a forecast, or nothing. */
function evaluatePower(situation: ObservedSituation, judge: JudgeInputs): Decision | undefined {
    const { observation, history, policy, now } = situation;
    const pauses = plannedPauses(observation.steps, policy.pauseSeconds);
    if (pauses === undefined || !history.watched || history.firstStableHash === "") {
        return undefined;
    }
    if (history.power === undefined) {
        return { kind: "forecast", judge, pauses, at: now };
    }
    const { findings } = history.power;
    return judge.requirePower && findings.length > 0 ? abort("NotProven", findings) : undefined;
}
