import { leastDetectable } from "../../../components/src/gate/judge/detectable";
import type { Signal } from "../../../components/src/gate/model/answers";
import { binomialBounds } from "../../../components/src/gate/traffic/binomial";
import { seeded } from "../../support/verdicts/random";
import { judgeRule, rules, type Rule } from "../../support/verdicts/rules";
import {
    designEffectOf,
    type Kind,
    kinds,
    lookSeconds,
    simulate,
    type Looks,
    type Traffic,
} from "../../support/verdicts/traffic";

/** Rules by name. */
export type RuleName = keyof typeof rules;
const names = Object.keys(rules) as RuleName[];

/** Counts of how often each rule rejected some versions. */
export interface Rejections {
    readonly of: number;
    readonly by: Readonly<Record<RuleName, { readonly rejected: number; readonly medianSeconds: number | undefined }>>;
}

/** Judges simulated steps by every rule. */
function rejections(count: number, seed: number, traffic: (index: number) => Traffic, threshold: number): Rejections {
    const random = seeded(seed);
    const seconds = new Map<RuleName, number[]>(names.map((name) => [name, []]));
    for (let index = 0; index < count; index += 1) {
        const step = traffic(index);
        const looks = simulate(random, step);
        const policy = { threshold, designEffect: designEffectOf(step.kind) };
        for (const name of names) {
            const rule: Rule = rules[name];
            const second = rule(looks, policy);
            if (second !== undefined) {
                seconds.get(name)?.push(second);
            }
        }
    }
    const by = (name: RuleName) => {
        const rejected = seconds.get(name) ?? [];
        return { rejected: rejected.length, medianSeconds: median(rejected) };
    };
    return { of: count, by: Object.fromEntries(names.map((name) => [name, by(name)])) as Rejections["by"] };
}

/** Equal versions of each kind of traffic: every rejection is wrong. The threshold is four times the largest share of errors. */
export function equalVersions(pairs: number): Readonly<Record<Kind, Rejections>> {
    const grid = [5, 50, 500].flatMap((requestsPerSecond) =>
        [1, 5, 10, 25, 50].flatMap((weight) =>
            [0, 0.001, 0.01, 0.05].map((share) => ({ requestsPerSecond, weight, stable: share, new: share })),
        ),
    );
    const of = (kind: Kind, seed: number) =>
        rejections(pairs, seed, (index) => ({ ...at(grid, index % grid.length), kind, seconds: 180 }), 0.2);
    const entries = (Object.keys(kinds) as Kind[]).map((kind, seed) => [kind, of(kind, seed + 1)] as const);
    return Object.fromEntries(entries) as Record<Kind, Rejections>;
}

/** Equal versions by one signal, and the threshold of that signal; shares of bad answers, 0 to 1. */
export interface AtThreshold {
    readonly signal: Signal;
    readonly shares: readonly number[];
    readonly threshold: number;
    readonly kind: Kind;
    readonly of: number;
    /** The number of versions that the judge rejected. */
    readonly rejected: number;
}

/**
 * Equal versions that are exactly at the threshold, by errors and by latency, and equal versions by latency below it. An
 * answer is slow with a probability; how slow does not matter to the judge, which counts by one bucket.
 */
export function versionsAtThreshold(pairs: number): readonly AtThreshold[] {
    const cases = [
        { signal: "errors", shares: [0.05], threshold: 0.05 },
        { signal: "latency", shares: [0.01], threshold: 0.01 },
        { signal: "latency", shares: [0, 0.001, 0.005], threshold: 0.01 },
    ] as const;
    return cases.flatMap(({ signal, shares, threshold }, position) => {
        const grid = [5, 50, 500].flatMap((requestsPerSecond) =>
            [1, 5, 10, 25, 50].flatMap((weight) =>
                shares.map((share) => ({ requestsPerSecond, weight, stable: share, new: share })),
            ),
        );
        return (Object.keys(kinds) as Kind[]).map((kind, index) => {
            const random = seeded(100 * (position + 1) + index);
            const policy = { threshold, designEffect: designEffectOf(kind) };
            const rejected = Array.from({ length: pairs }, (_, pair) =>
                judgeRule(simulate(random, { ...at(grid, pair % grid.length), kind, seconds: 180 }), policy),
            ).filter(isDefined);
            return { signal, shares, threshold, kind, of: pairs, rejected: rejected.length };
        });
    });
}

/** A version with more errors than the stable one, by every rule, at 50 requests/s and weight 10 for 5 min. */
export function faultyVersions(pairs: number): readonly { readonly share: number; readonly rejections: Rejections }[] {
    return [0.001, 0.005, 0.01, 0.02, 0.05, 0.11, 0.2, 0.5].map((share, seed) => {
        const traffic: Traffic = { requestsPerSecond: 50, weight: 10, stable: 0.001, new: share, seconds: 300 };
        return { share, rejections: rejections(pairs, seed + 1, () => traffic, 0.05) };
    });
}

/** The printed least fault of a step, and how often the judge rejects a version with it, and with 20 % less or more. */
export interface Power {
    readonly requestsPerSecond: number;
    readonly weight: number;
    readonly base: number;
    readonly least: number | undefined;
    readonly rejected: Readonly<Record<"less" | "exact" | "more", number>>;
}

/** The power of a step of 60 s for each traffic. */
export function powers(runs: number): readonly Power[] {
    const policy = { threshold: 0.05, designEffect: 1 };
    const grid = [5, 50, 500].flatMap((requestsPerSecond) =>
        [1, 5, 10, 25, 50].flatMap((weight) =>
            [0, 0.001, 0.01].map((base) => ({ requestsPerSecond, weight, base, seconds: 60 })),
        ),
    );
    return grid.map(({ seconds, ...step }, seed) => {
        const all = step.requestsPerSecond * seconds;
        const some = Math.round((all * step.weight) / 100);
        const least = leastDetectable([{ new: some, stable: all - some }], step.base, policy, "expected");
        const random = seeded(seed + 1);
        const shareOf = (factor: number) => {
            const traffic = { ...step, seconds, stable: step.base, new: Math.min(1, (least ?? 1) * factor) };
            const rejected = repeat(runs, () => judgeRule(simulate(random, traffic), policy)).filter(isDefined);
            return rejected.length / runs;
        };
        return { ...step, least, rejected: { less: shareOf(0.8), exact: shareOf(1), more: shareOf(1.2) } };
    });
}

/** The share of bad versions that are rejected by then, for each number of the new version's requests. */
export function powerByRequests(runs: number): readonly { share: number; requests: number; power: number }[] {
    const policy = { threshold: 0.05, designEffect: 1 };
    return [0.02, 0.05, 0.11, 0.5].flatMap((share, seed) => {
        const random = seeded(seed + 1);
        const traffic: Traffic = { requestsPerSecond: 20, weight: 10, stable: 0.001, new: share, seconds: 600 };
        const requests = repeat(runs, () => {
            const looks = simulate(random, traffic);
            const second = judgeRule(looks, policy);
            return second === undefined ? Infinity : requestsOfNew(looks, second);
        });
        return Array.from({ length: 60 }, (_, index) => {
            const limit = Math.round(10 * 1.1 ** index);
            return { share, requests: limit, power: requests.filter((needed) => needed <= limit).length / runs };
        });
    });
}

/** The median seconds until a bad version is rejected, for each share of errors and traffic. */
export function timeByShare(
    runs: number,
): readonly { readonly requestsPerSecond: number; readonly share: number; readonly seconds: number }[] {
    const policy = { threshold: 0.05, designEffect: 1 };
    return [5, 50, 500].flatMap((requestsPerSecond) =>
        [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 1].flatMap((share, seed) => {
            const random = seeded(seed + 1);
            const traffic = { requestsPerSecond, weight: 10, stable: 0.001, new: share, seconds: 900 };
            const times = repeat(runs, () => judgeRule(simulate(random, traffic), policy) ?? Infinity);
            const seconds = median(times);
            return seconds === undefined || seconds === Infinity ? [] : [{ requestsPerSecond, share, seconds }];
        }),
    );
}

/** Returns the upper end of the 95 % confidence interval of a probability, of which some events were seen. */
export function upperBound(events: number, of: number): number {
    let [low, high] = [events / of, 1];
    while (high - low > 1e-6) {
        const middle = (low + high) / 2;
        [low, high] = binomialBounds(of, middle, 0.05).lowest > events ? [low, middle] : [middle, high];
    }
    return high;
}

function requestsOfNew(looks: Looks, seconds: number): number {
    return looks.slice(0, seconds / lookSeconds).reduce((sum, both) => sum + both.new.all, 0);
}

function median(values: readonly number[]): number | undefined {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function repeat<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
}

function isDefined<T>(value: T | undefined): value is T {
    return value !== undefined;
}

function at<T>(values: readonly T[], index: number): T {
    const value = values[index];
    if (value === undefined) {
        throw new Error(`no value ${index}`);
    }
    return value;
}

/** Everything that is simulated. */
export interface SimulationResult {
    readonly pairs: number;
    readonly runs: number;
    readonly equal: ReturnType<typeof equalVersions>;
    readonly atThreshold: ReturnType<typeof versionsAtThreshold>;
    readonly faulty: ReturnType<typeof faultyVersions>;
    readonly powers: ReturnType<typeof powers>;
    readonly powerByRequests: ReturnType<typeof powerByRequests>;
    readonly timeByShare: ReturnType<typeof timeByShare>;
}

/** Simulates everything. */
export function simulateAll(pairs: number, report: (line: string) => void): SimulationResult {
    const runs = Math.ceil(pairs / 10);
    report(`equal versions: ${pairs} pairs of each kind of traffic ...`);
    const equal = equalVersions(pairs);
    report(`versions at the threshold: ${pairs} pairs of each kind of traffic ...`);
    const atThreshold = versionsAtThreshold(pairs);
    report(`faulty versions, power and time: ${runs} runs of each ...`);
    return {
        ...{ pairs, runs, equal, atThreshold, faulty: faultyVersions(runs), powers: powers(runs) },
        ...{ powerByRequests: powerByRequests(runs), timeByShare: timeByShare(Math.ceil(runs / 5)) },
    };
}
