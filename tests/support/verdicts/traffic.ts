import { lookMs } from "../../../components/src/gate/model/gracePeriods";
import type { BothAnswers } from "../../../components/src/gate/model/answers";
import { binomial, normal, poisson, type Random } from "./random";

/** The time between two looks, in seconds. */
export const lookSeconds = lookMs / 1000;

/** The variation of the traffic around its mean. */
export type Kind = "steady" | "bursty" | "overdispersed" | "repeated";

/** The kinds of traffic, in words. */
export const kinds: Readonly<Record<Kind, string>> = {
    steady: "Poisson arrivals",
    bursty: "the rate is five times as high in one of ten looks",
    overdispersed: "a factor on both versions' errors, lognormal with a standard deviation of 0.5, new at each look",
    repeated: "each error is answered three times, as with a client's retries; design effect 3",
};

/** Traffic of a simulated step; shares are 0 to 1. */
export interface Traffic {
    readonly requestsPerSecond: number;
    /** The new version's weight in percent. */
    readonly weight: number;
    /** The share of bad answers of each version. */
    readonly stable: number;
    readonly new: number;
    readonly seconds: number;
    /** @default "steady" */
    readonly kind?: Kind;
}

/** The answers until each look of a step, in order. */
export type Looks = readonly BothAnswers[];

/** Returns the design effect that a kind of traffic has. */
export function designEffectOf(kind: Kind = "steady"): number {
    return kind === "repeated" ? repeats : 1;
}

const repeats = 3;

/** Simulates a step. */
export function simulate(random: Random, traffic: Traffic): Looks {
    const { requestsPerSecond, weight, kind = "steady" } = traffic;
    return Array.from({ length: traffic.seconds / lookSeconds }, () => {
        const burst = kind !== "bursty" ? 1 : random() < 0.1 ? 5 : 5 / 9;
        const factor = kind === "overdispersed" ? Math.exp(normal(random) / 2 - 1 / 8) : 1;
        const all = poisson(random, requestsPerSecond * lookSeconds * burst);
        const some = binomial(random, all, weight / 100);
        const answers = (of: number, share: number) => {
            const p = Math.min(1, share * factor);
            const bad =
                kind === "repeated" ? repeats * binomial(random, Math.floor(of / repeats), p) : binomial(random, of, p);
            return { all: of, bad };
        };
        return { new: answers(some, traffic.new), stable: answers(all - some, traffic.stable) };
    });
}
