import { isWatchedFromTheStart } from "../history/history";
import { isSuspected, type Judgement, notJudgedBy, verdictsOf } from "../history/judgement";
import { judgedSignals } from "../judge/judge";
import type { Finding } from "../model/finding";
import { lookMs, rareLookMs, staleMs, trafficRetryMs } from "../model/gracePeriods";
import type { JudgeInputs } from "../model/judgeInputs";
import type { GatePolicy } from "../model/inputs";
import { isPause, plannedPauses } from "../observation/steps";
import type { ObservedSituation } from "./situation";
import { abort, type Decision } from "./types";

/**
 * Evaluates the new version's answers, and the power of the pauses to show bad ones: an abort, or nothing. It neither
 * waits for the end of a pause nor ends one.
 */
export function evaluateJudgement({ history, policy }: ObservedSituation): Decision | undefined {
    const judge = judgeOf(policy);
    if (judge === undefined) {
        return undefined;
    }
    const findings = verdictsOf(history.judgement).flatMap(({ action, finding }) =>
        action === "abort" ? finding : [],
    );
    if (findings.length > 0) {
        return abort("Unhealthy", findings);
    }
    // Traffic that is unknown is no proof of too little.
    const lowPower = history.power?.findings.filter(({ kind }) => kind === "lowPower") ?? [];
    const blind = [
        ...(history.judgement?.blind === undefined ? [] : [history.judgement.blind]),
        ...(judge.requirePower === true ? lowPower : []),
    ];
    return blind.length > 0 ? abort("NotProven", blind) : undefined;
}

/**
 * Returns why the judge has not judged any signal of a version whose steps this gate has watched from the first; empty if it
 * has judged one, if the policy accepts that, or if it could not look by now. No data is no pass.
 */
export function unjudged({ observation: o, history, policy }: ObservedSituation): readonly Finding[] {
    const judge = judgeOf(policy);
    if (judge === undefined || !isWatchedFromTheStart(o, history) || decidesNothing(judge)) {
        return [];
    }
    // In a pause that had begun, a warm-up takes time that is not known.
    if (history.joinedStep > 0 && (judge.warmupSeconds ?? 0) > 0) {
        return [];
    }
    // It looks at a weight of routed traffic only, and a bake time leaves it another pause.
    const later = o.steps.slice(o.stepIndex + 1);
    if ((o.weight ?? 0) === 0 || later.some(isPause)) {
        return [];
    }
    const findings = notJudgedBy(history.judgement, policy).filter((finding) => !isJudgedAlone(finding));
    const idle = findings.some((finding) => finding.kind === "notJudged" && finding.problem.kind === "noAnswers");
    const accepted = idle && (policy.onTooFewRequests === "note" || policy.onWrongShare === "note");
    return findings.length < judgedSignals(judge).length || accepted ? [] : findings;
}

function decidesNothing({ onWorseThanStable, onOverThreshold }: JudgeInputs): boolean {
    return onWorseThanStable === "note" && onOverThreshold === "note";
}

/** True for a signal that is judged by its threshold, without a stable version to compare with. */
function isJudgedAlone(finding: Finding): boolean {
    return finding.kind === "notJudged" && finding.problem.kind === "noAnswers" && finding.problem.version === "stable";
}

/** Facts that a look depends on. */
type Seen = Pick<ObservedSituation, "history" | "now">;

/** Returns a query that is due: for the answers of both versions, every few seconds, and before it once for the traffic. */
export function evaluateLook(situation: ObservedSituation): Decision | undefined {
    const judge = judgeOf(situation.policy);
    return judge && (evaluatePower(situation, judge) ?? dueLook(situation, judge));
}

/** Returns a look at the answers of both versions, if one is due. */
export function dueLook({ history, now }: Seen, judge: JudgeInputs): Extract<Decision, { kind: "judge" }> | undefined {
    const { serving } = history.since;
    const warm = serving !== undefined && now >= serving + (judge.warmupSeconds ?? 0) * 1000;
    const { judgement } = history;
    const due = warm && now >= (judgement === undefined ? -Infinity : judgement.at + intervalAfter(judgement));
    return due ? { kind: "judge", judge, since: uncountedSince({ history, now }, judge), at: now } : undefined;
}

/** Returns the time until the next look, which is of no use before the next scrape. */
function intervalAfter(judgement: Judgement): number {
    const { snapshot } = judgement;
    return snapshot === undefined || isSuspected(judgement)
        ? lookMs
        : Math.min(Math.max(snapshot.scrapeMs, lookMs), rareLookMs);
}

/**
 * Returns the time from which answers count that no look has counted. A gate that joins late begins with the pause that it
 * finds: the steps before may be those of an earlier attempt.
 */
function uncountedSince({ history, now }: Seen, { warmupSeconds = 0 }: JudgeInputs): number {
    const { judgement, pauses, since } = history;
    if (judgement !== undefined) {
        // Pods that replaced others since then have a warm-up too.
        const warm = (since.serving ?? 0) + warmupSeconds * 1000;
        return Math.max(judgement.snapshot?.at ?? judgement.since, warm);
    }
    const pause = warmupSeconds === 0 ? pauses.find(({ endedAt }) => endedAt === undefined) : undefined;
    return Math.max(now - staleMs, Math.min(now, pause?.startedAt ?? now));
}

function judgeOf({ judge, requestsMetric }: GatePolicy): JudgeInputs | undefined {
    return requestsMetric === "" ? undefined : judge;
}

/** Returns the forecast of what the pauses will show: once, and again after a while if the traffic was unknown. */
function evaluatePower({ observation, history, policy, now }: ObservedSituation, judge: JudgeInputs) {
    const pauses = plannedPauses(observation.steps, policy.pauseSeconds);
    if (pauses === undefined || !history.watched || history.firstStableHash === "") {
        return undefined;
    }
    const { power } = history;
    const unknown = power?.findings.some(({ kind }) => kind === "unknownTraffic") === true;
    const due = power === undefined || (judge.requirePower === true && unknown && now >= power.at + trafficRetryMs);
    return due ? ({ kind: "forecast", judge, pauses, at: now } as const) : undefined;
}
