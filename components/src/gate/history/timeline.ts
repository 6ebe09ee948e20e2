import { logEvidence } from "../judge/eProcess";
import { type Answers, noAnswers, signals, type Signal, sumOf } from "../model/answers";
import type { Analysis, Measurement } from "../observation/analysis";
import { isFullyPromoted, type Observation } from "../observation/observe";
import { weightAt } from "../observation/routedWeight";
import type { ObjectWrite } from "../observation/writers";
import { answersBetween, type AnswersSnapshot, type Hashes, type ScrapedCounters } from "../traffic/answers";
import { withPoint } from "./bounded";
import type { Judgement } from "./judgement";

/** The new version's weight in percent, from this time on. */
export interface WeightPoint {
    readonly at: number;
    readonly step: number;
    /** By the steps: 0 after an abort, 100 after the last step. */
    readonly declared: number;
    /** On the router's objects; 100 once the stable Service selects the new version. Undefined without a router. */
    readonly routed: number | undefined;
    /** According to the controller's status. */
    readonly status: number | undefined;
}

/** The available pods of both versions, from this time on. */
export interface PodsPoint {
    readonly at: number;
    readonly desired: number;
    readonly new: number;
    /** Undefined if the stable version has no ReplicaSet. */
    readonly stable: number | undefined;
}

/** The counters of both versions at a time of Prometheus' clock. */
export interface CountersPoint {
    readonly at: number;
    readonly new: ScrapedCounters | undefined;
    readonly stable: ScrapedCounters | undefined;
}

/** The judge's evidence after a look: natural logarithms of the e-values, by signal. */
export interface EvidencePoint {
    readonly at: number;
    readonly values: Readonly<Record<Signal, { readonly worse: number; readonly over: number }>>;
}

/** Answers of the new version that the judge did not count, until its last one by Prometheus' clock. */
export interface LateAnswers extends Readonly<Record<Signal, Answers>> {
    readonly until: number;
}

/** A time in which something was not observed; `until` is absent while it goes on. */
export interface Outage {
    readonly of: "cluster" | "prometheus";
    readonly from: number;
    readonly until?: number;
    readonly reason: string;
}

/**
 * The course of a rollout for its report: what this gate observed, and when. No decision depends on it. Times are in
 * milliseconds by this gate's clock, except where another one is named.
 */
export interface Timeline {
    readonly weights: readonly WeightPoint[];
    readonly pods: readonly PodsPoint[];
    readonly counters: readonly CountersPoint[];
    readonly evidence: readonly EvidencePoint[];
    /** The answers of an aborted version since the judge's last look; absent if there were none. */
    readonly lateAnswers?: LateAnswers;
    /** The AnalysisRuns with every measurement that was seen; the controller keeps only ten. */
    readonly analyses: readonly Analysis[];
    readonly writes: readonly (ObjectWrite & { readonly action?: string })[];
    readonly outages: readonly Outage[];
}

/** The timeline of a gate that has seen nothing yet. */
export const emptyTimeline: Timeline = {
    weights: [],
    pods: [],
    counters: [],
    evidence: [],
    analyses: [],
    writes: [],
    outages: [],
};

/** Writes from before a gate began to watch that belong to its update, in milliseconds. */
const updateMs = 60_000;

/** Returns the timeline after one more observation of the version that the gate watches. */
export function withSeen(before: Timeline, o: Observation, writes: readonly ObjectWrite[], now: number): Timeline {
    const weight = { at: now, step: o.stepIndex, ...weightsOf(o) };
    const pods = { at: now, desired: o.replicas.desired, new: o.replicas.available, stable: o.stableAvailable };
    const fresh = writes.filter(({ at, by, object }) => {
        const known = before.writes.some((one) => one.at === at && one.by === by && one.object === object);
        return !known && at >= (before.weights[0]?.at ?? now) - updateMs;
    });
    return {
        ...before,
        weights: withChange(before.weights, weight),
        pods: withChange(before.pods, pods),
        analyses: o.analyses.reduce(withAnalysis, before.analyses),
        writes: fresh.sort((a, b) => a.at - b.at).reduce((all, write) => withPoint(all, write), before.writes),
    };
}

/** Returns the timeline after a look of the judge; a look without an answer adds nothing. */
export function withJudgement(before: Timeline, { snapshot, evidence }: Judgement, hashes: Hashes): Timeline {
    if (snapshot === undefined || before.counters.at(-1)?.at === snapshot.at) {
        return before;
    }
    const { at, scraped } = snapshot;
    const values = Object.fromEntries(
        signals.map((signal) => [
            signal,
            { worse: logEvidence(evidence[signal].worse), over: logEvidence(evidence[signal].over) },
        ]),
    ) as EvidencePoint["values"];
    const counters = { at, new: scraped[hashes.new], stable: scraped[hashes.stable] };
    return {
        ...before,
        counters: withPoint(before.counters, counters),
        evidence: withPoint(before.evidence, { at, values }),
    };
}

/** Returns the timeline with the new version's answers in snapshots after the judge's last look. */
export function withLateAnswers(
    before: Timeline,
    judged: AnswersSnapshot,
    later: readonly AnswersSnapshot[],
    hashes: Hashes,
): Timeline {
    let last = judged;
    let { lateAnswers } = before;
    for (const next of later.filter(({ at }) => at > judged.at)) {
        const { errors, latency } = answersBetween(last, next, hashes);
        if (errors.new.all > 0 || latency.new.all > 0) {
            const known = lateAnswers ?? { errors: noAnswers, latency: noAnswers };
            lateAnswers = {
                until: next.at,
                errors: sumOf(known.errors, errors.new),
                latency: sumOf(known.latency, latency.new),
            };
        }
        last = next;
    }
    return lateAnswers === undefined ? before : { ...before, lateAnswers };
}

/** Returns the timeline after a write of this gate. */
export function withOwnWrite(before: Timeline, write: ObjectWrite & { readonly action: string }): Timeline {
    return { ...before, writes: withPoint(before.writes, write) };
}

/** Returns the timeline with the begin of an outage; one that goes on is not begun again. */
export function withOutage(before: Timeline, of: Outage["of"], reason: string, now: number): Timeline {
    const open = before.outages.some((outage) => outage.of === of && outage.until === undefined);
    return open ? before : { ...before, outages: withPoint(before.outages, { of, from: now, reason }) };
}

/** Returns the timeline with the end of an outage. */
export function withoutOutage(before: Timeline, of: Outage["of"], now: number): Timeline {
    const open = before.outages.some((outage) => outage.of === of && outage.until === undefined);
    const ended = (outage: Outage) =>
        outage.of === of && outage.until === undefined ? { ...outage, until: now } : outage;
    return open ? { ...before, outages: before.outages.map(ended) } : before;
}

function weightsOf(o: Observation): Omit<WeightPoint, "at" | "step"> {
    const stable = o.services.find(({ role }) => role === "stable")?.hash;
    const serves = stable === undefined ? isFullyPromoted(o) : stable === o.podHash;
    return {
        declared: isFullyPromoted(o) ? 100 : o.aborted ? 0 : weightAt(o, o.stepIndex),
        routed: serves ? 100 : o.weight,
        status: serves ? 100 : o.statusWeight,
    };
}

/** Returns a series with a point that differs from the last one in more than its time. */
function withChange<T extends { readonly at: number }>(points: readonly T[], point: T): readonly T[] {
    const last = points.at(-1);
    const same = last !== undefined && JSON.stringify({ ...last, at: 0 }) === JSON.stringify({ ...point, at: 0 });
    return same ? points : withPoint(points, point);
}

/** Returns the runs with one more observation of one of them. */
function withAnalysis(known: readonly Analysis[], run: Analysis): readonly Analysis[] {
    const before = known.find(({ name }) => name === run.name);
    const metrics = run.metrics.map((metric) => {
        const earlier = before?.metrics.find(({ name }) => name === metric.name)?.measurements ?? [];
        const fresh = metric.measurements.filter((one) => !earlier.some((other) => isSame(one, other)));
        return { ...metric, measurements: fresh.reduce((all, one) => withPoint(all, one), earlier) };
    });
    const after = { ...run, metrics };
    return before === undefined ? [...known, after] : known.map((one) => (one === before ? after : one));
}

function isSame(one: Measurement, other: Measurement): boolean {
    return one.finishedAt === other.finishedAt && one.value === other.value && one.phase === other.phase;
}
