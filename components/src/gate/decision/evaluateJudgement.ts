import { verdictsOf } from "../history/judgement";
import { lookMs } from "../model/gracePeriods";
import type { ObservedSituation } from "./situation";
import { abort, type Decision } from "./types";

/**
 * Evaluates the new version's answers: an abort, another look, or nothing. It has its own clock: it neither waits for
 * the end of a pause nor ends one.
 */
export function evaluateJudgement({ history, policy, now }: ObservedSituation): Decision | undefined {
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
    const { serving } = history.since;
    const warm = serving !== undefined && now >= serving + judge.warmupSeconds * 1000;
    return warm && now >= (history.judgement?.at ?? -Infinity) + lookMs ? { kind: "judge", judge, at: now } : undefined;
}
