import { isFinal } from "../decision/evaluatePause";
import { replacedLook } from "../decision/evaluateReplaced";
import { unprovenBefore } from "../decision/unproven";
import { isProvenBySamples, unprovenByReview } from "../decision/unwatched";
import { disprovedBefore, verifiedBefore } from "../decision/verification";
import { notJudgedBy, verdictsOf, type Judgement } from "../history/judgement";
import type { RolloutHistory } from "../history/history";
import type { Forecast } from "../judge/forecast";
import { type DetectableFaults, wholeAnswers } from "../model/answers";
import type { AbortCause } from "../model/abortCause";
import type { Evidence } from "../model/evidence";
import type { GatePolicy } from "../model/inputs";
import type { Outcome } from "../model/outcome";
import { isDecidedOn, seenAnalyses, type Analysis } from "../observation/analysis";
import type { Observation } from "../observation/observe";
import { abortedAt, gateAbortOf } from "./abort";
import { powerOf } from "./power";
import { describeLateStart, describeOtherWrite, describeUnverifiedStable } from "./changes";
import { describeFinding, describeFindings, significant } from "./finding";
import { describeCountProblem, describeIrregular, describeShare } from "./share";

/** The part of the policy that decides what is judged. */
export type JudgePolicy = Pick<GatePolicy, "judge" | "requestsMetric">;

/** Returns the evidence for an outcome: weights, the last measurement of each metric, the Services' versions, times. */
export function evidenceOf(
    observation: Observation,
    history: RolloutHistory,
    outcome: Outcome,
    finishedAt: number,
    before: Evidence | undefined,
    policy: JudgePolicy,
): Evidence {
    if (verifiedBefore(observation, history) !== undefined && before !== undefined) {
        // Nothing was rolled out this time: the evidence of the earlier run still holds.
        return before;
    }
    const at = abortedAt(observation, history);
    const analyses = seenAnalyses(observation.analyses, history.analyses);
    const notes = notesOf(outcome, observation, history, policy);
    return {
        startedAt: new Date(history.startedAt).toISOString(),
        finishedAt: new Date(finishedAt).toISOString(),
        weights: history.weights.map((seen) => ({
            weight: seen.weight,
            at: new Date(seen.at).toISOString(),
        })),
        ...routingEvidence(observation),
        analysisRuns: analyses.map((analysis) => ({ name: analysis.name, phase: analysis.phase })),
        measurements: Object.fromEntries(
            analyses.flatMap((analysis) =>
                analysis.metrics.map((metric) => {
                    const last = metric.measurements.at(-1);
                    const measured = { condition: metric.condition, count: metric.measuredCount, phase: metric.phase };
                    return [
                        keyOf(metric.name, analysis),
                        last === undefined
                            ? measured
                            : // Prometheus answers a vector: "[41.2]".
                              { ...measured, value: last.value.replace(/^\[|\]$/g, ""), at: last.finishedAt },
                    ];
                }),
            ),
        ),
        services: Object.fromEntries(observation.services.map((service) => [service.role, service.hash])),
        shares: history.pauses.flatMap((pause) => {
            const { weight, shareResult } = pause;
            if (shareResult === undefined || shareResult.kind === "unknown") {
                return [];
            }
            const least = powerOf(pause, history);
            const counts = { weight, canary: shareResult.canary, total: shareResult.total };
            return [{ ...counts, ...(least && { least: roundedFaults(least) }) }];
        }),
        ...(history.power?.forecast && { forecast: forecastEvidence(history.power.forecast) }),
        ...(history.judgement && { answers: answersOf(history.judgement) }),
        ...(observation.aborted && at !== undefined ? { abortedAt: at } : {}),
        ...(observation.aborted ? abortedFor(history) : {}),
        ...(notes.length === 0 ? {} : { notes }),
    };
}

/** Returns the routers, if they are not the usual one. */
function routingEvidence({ routing }: Observation): Pick<Evidence, "routing"> {
    const usual = routing === undefined || (routing.routers.length === 1 && routing.routers[0] === "nginx");
    return usual ? {} : { routing: { routers: routing.routers, weights: routing.source } };
}

/** Returns what the weights and shares do not show with some routers. */
function routingNotes({ routing }: Observation, { pauses }: RolloutHistory): string[] {
    const { routers = [], source } = routing ?? {};
    const asked = {
        annotation: `the weights of ${routers.join(" and ")} were read from an annotation, which another controller applies: only the measured shares show that it did`,
        status: `the weights of ${routers.join(" and ")} are those that the controller asked for: only the measured shares show that they applied`,
    };
    const sticky = pauses.flatMap((pause) => {
        const { kind = "", name = "" } = pause.routing?.sticky ?? {};
        const why = `${kind} ${name} keeps the requests of a session at one version`;
        return kind === "" ? [] : [`NOT VERIFIED: the share at weight ${String(pause.weight)}: ${why}`];
    });
    const unrouted = pauses.find((pause) => pause.routing?.unrouted !== undefined)?.routing?.unrouted;
    return [
        ...(source === "annotation" || source === "status" ? [asked[source]] : []),
        ...(unrouted === undefined
            ? []
            : [
                  `no route that the gate reads leads to ${unrouted.kind} ${unrouted.name}: only the measured shares show that its weights applied`,
              ]),
        ...sticky,
    ];
}

function answersOf({ evidence: { errors, latency } }: Judgement): Evidence["answers"] {
    return { errors: wholeAnswers(errors.total), latency: wholeAnswers(latency.total) };
}

/** The forecast of all pauses together: a state must stay small. */
function forecastEvidence({ requestsPerSecond, together }: Forecast): Evidence["forecast"] {
    return { requestsPerSecond: significant(requestsPerSecond), together: roundedFaults(together) };
}

function roundedFaults(least: DetectableFaults): DetectableFaults {
    return Object.fromEntries(Object.entries(least).map(([signal, share]) => [signal, significant(share)]));
}

/** Returns a metric's key. A step's analysis often has the metrics of the background one, with other values. */
function keyOf(metric: string, { kind, stepIndex }: Analysis): string {
    return kind === "Step" ? `${metric} at step ${String(stepIndex)}` : metric;
}

/** Returns the cause of an abort that this gate, or an earlier one for the same version, has requested. */
function abortedFor(history: RolloutHistory): { readonly abortedFor?: AbortCause } {
    const { abort, previous, watched } = history;
    const before = watched ? undefined : previous?.abortedFor;
    const cause = abort === undefined ? before : gateAbortOf(abort, history);
    return cause === undefined ? {} : { abortedFor: cause };
}

/** Returns remarks about the outcome. */
export function notesOf(
    outcome: Outcome,
    observation: Observation,
    history: RolloutHistory,
    policy: JudgePolicy,
): string[] {
    if (verifiedBefore(observation, history) !== undefined) {
        return ["nothing was rolled out: this revision was evaluated before"];
    }
    const notes: string[] = verdictsOf(history.judgement)
        .filter(({ action }) => action === "note")
        .map(({ rejection, finding }) => {
            const setting = rejection === "worse" ? "onWorseThanStable" : "onOverThreshold";
            return `NOT VERIFIED: ${describeFinding(finding)} (${setting}: note)`;
        });
    notes.push(...changeNotes(outcome, observation, history));
    if (outcome === "Initial") {
        const verified = observation.analyses.some(
            ({ kind, name }) => kind === "Initial" && name !== history.badEarlierRun,
        );
        notes.push(
            "first deploy: canary steps and analysis were skipped, there is no stable version to compare with; " +
                (verified
                    ? "the same analysis has measured it once"
                    : "set verifyInitial to measure it once by the same analysis, or baseline to canary it against another image"),
        );
    }
    if (outcome === "Adopted") {
        notes.push("it was Healthy before this gate existed: its steps and its analysis were not watched");
    }
    if (outcome === "Unobserved") {
        const before = [...unprovenBefore(observation, history), ...(disprovedBefore(observation, history) ?? [])];
        notes.push(
            before.length === 0
                ? [
                      "its steps were over when this gate began to watch: nothing about this version is proven",
                      ...unprovenByReview(observation, history).map(describeFinding),
                  ].join("; ")
                : `accepted, but not proven: ${describeFindings(before)}`,
        );
    }
    if (outcome === "FastPromoted") {
        notes.push(
            history.sent?.full === true
                ? "NOT VERIFIED: no pod of the stable version was available, and this gate promoted the new version fully (onStableDown: promote): the remaining steps and the analysis were skipped"
                : "a user promoted it fully: the remaining steps and the analysis were skipped",
        );
    }
    const replaced = replacedLook(observation, history);
    if (replaced !== undefined && replaced.drain?.result.kind !== "flowing") {
        const { result } = replaced.drain ?? {};
        const why = result?.kind === "unknown" ? describeCountProblem(result.problem) : "its requests are not counted";
        notes.push(`NOT VERIFIED: that the previous version has stopped to answer: ${why}`);
    }
    if (outcome === "FastRolledBack") {
        notes.push("back to a version that has served before: canary steps and analysis were skipped");
    }
    if (outcome === "Promoted" || outcome === "RolledBack") {
        // A look back judges too.
        const judged = isProvenBySamples(observation, history) && history.judgement === undefined;
        const missing = judged ? [] : notJudgedBy(history.judgement, policy);
        notes.push(...missing.map((finding) => `NOT VERIFIED: ${describeFinding(finding)}`));
        notes.push(...routingNotes(observation, history));
        if (history.gap) {
            notes.push("the watch was interrupted: weights may have been applied unseen");
        }
        const proven = isProvenBySamples(observation, history) ? history.review : undefined;
        if (proven?.kind === "proven") {
            notes.push(describeFinding({ kind: "provenBySamples", from: proven.from, until: proven.until }));
        }
        const unseen = unseenWeights(observation, history);
        if (unseen.length > 0 && proven === undefined) {
            const weights = unseen.map(String).join(", ");
            notes.push(`this gate did not see weights ${weights}: they were over when it began to watch`);
        }
        for (const pause of history.pauses.filter(({ cutShort }) => cutShort === true)) {
            notes.push(
                `it was promoted early at weight ${String(pause.weight)}, before this gate had proven that share`,
            );
        }
        for (const run of seenAnalyses(observation.analyses, history.analyses)) {
            if (isDecidedOn(run, observation.steps.length)) {
                notes.push(
                    `the analysis of step ${String(run.stepIndex)} was inconclusive, and it was promoted anyway`,
                );
            }
        }
        for (const pause of history.pauses) {
            const { shareResult, weight, cutShort } = pause;
            if (shareResult?.kind === "tooFew") {
                notes.push(`at weight ${String(weight)}: ${describeShare(shareResult, weight)}`);
            }
            if (shareResult?.kind === "within" && shareResult.regular !== undefined) {
                notes.push(describeIrregular(shareResult, shareResult.regular, weight));
            }
            // Without that policy a success has a wrong share only in a pause that was cut short before it counted.
            if (shareResult?.kind === "outside" && (cutShort !== true || isFinal(pause))) {
                notes.push(`NOT VERIFIED: ${describeShare(shareResult, weight)} (onWrongShare: note)`);
            }
        }
    }
    return notes;
}

/** Returns what happened to the Rollout without this gate, as far as the outcome is about it. */
function changeNotes(outcome: Outcome, o: Observation, history: RolloutHistory): string[] {
    const other = outcome === "Superseded" ? describeOtherWrite(o) : undefined;
    const stepped = outcome === "Promoted" || outcome === "RolledBack" || outcome === "Unobserved";
    const late = stepped && unseenWeights(o, history).length > 0 ? describeLateStart(o, history) : undefined;
    const stable = describeUnverifiedStable(o, history);
    return [other, late, stable && `NOT VERIFIED: before it, stable was ${stable}`].filter(
        (note) => note !== undefined,
    );
}

/** Returns the weights of the steps that were over when this gate began to watch. */
export function unseenWeights({ steps }: Observation, { joinedStep, weights }: RolloutHistory): number[] {
    const earlier = steps.slice(0, joinedStep).flatMap((step) => step.percent ?? []);
    return earlier.filter((weight) => !weights.some((seen) => seen.weight === weight));
}
