import type { EventObject } from "../../../components/src/gate/cluster/types";
import type { Series } from "../../../components/src/gate/cluster/prometheus";
import type { Step } from "../../../components/src/gate/observation/steps";

/** A weight and the pause after it, in seconds. */
export interface Weight {
    readonly weight: number;
    readonly seconds: number;
}

/** A time within the rollout, in seconds from its begin. */
export interface Seconds {
    readonly from: number;
    readonly until: number;
}

/** Differences of a rollout that nothing watched from a good one. */
export interface Faults {
    /** The canary's part of the requests in a pause, 0 to 1, by the index of its weight. @default its weight */
    readonly parts?: Readonly<Record<number, number>>;
    /** The part of the new version's answers that are errors. @default 0 */
    readonly errors?: number;
    /** Samples of pods that Prometheus does not have: `metric` of all pods whose name matches. */
    readonly missing?: readonly (Seconds & { readonly pods: RegExp; readonly metric?: RegExp })[];
    /** Requests per second of pods of a third version. @default 0 */
    readonly third?: number;
    /** @default 40 */
    readonly requestsPerSecond?: number;
}

const begin = Date.parse("2026-03-01T10:00:00Z");
const scrapeSeconds = 2;
/** The time until the first weight, in which the pods start. */
const startSeconds = 10;

/** The Events and the samples of a rollout from version s to version n that no gate watched. */
export class UnwatchedRollout {
    readonly steps: readonly Step[];

    constructor(
        readonly weights: readonly Weight[] = [
            { weight: 25, seconds: 30 },
            { weight: 50, seconds: 60 },
        ],
        private readonly faults: Faults = {},
    ) {
        this.steps = [
            ...weights.flatMap(({ weight, seconds }) => [
                { setWeight: weight, percent: weight },
                { pauseSeconds: seconds },
            ]),
            { setWeight: 100, percent: 100 },
        ];
    }

    /** The epoch time of a second, in milliseconds. */
    at(second: number): number {
        return begin + second * 1000;
    }

    /** The time of the pause after a weight, by its index. */
    pauseAt(index: number): Seconds {
        // The controller takes a second for each weight.
        const before = this.weights.slice(0, index).reduce((sum, { seconds }) => sum + seconds + 1, startSeconds);
        return { from: before, until: before + (this.weights[index]?.seconds ?? 0) };
    }

    get endsAt(): number {
        return this.pauseAt(this.weights.length - 1).until;
    }

    /** The Events of the controller about the Rollout, which has the uid "u", and its second revision. */
    get events(): EventObject[] {
        const count = this.steps.length;
        const completed = (step: number, text: string, second: number) =>
            this.event("RolloutStepCompleted", `Rollout step ${step}/${count} completed (${text})`, second);
        return [
            this.event("RolloutUpdated", "Rollout updated to revision 2", 0),
            ...this.weights.flatMap(({ weight, seconds }, index) => {
                const { from, until } = this.pauseAt(index);
                const before = this.weights[index - 1]?.weight ?? 0;
                return [
                    this.event("TrafficWeightUpdated", `Traffic weight updated from ${before} to ${weight}`, from),
                    completed(2 * index + 1, `setWeight: ${weight}`, from),
                    completed(2 * index + 2, `pause: ${seconds}s`, until),
                ];
            }),
            completed(count, "setWeight: 100", this.endsAt + 1),
        ];
    }

    event(reason: string, message: string, second: number): EventObject {
        return {
            metadata: { name: `${reason}.${message}` },
            type: "Normal",
            reason,
            message,
            lastTimestamp: new Date(this.at(second)).toISOString(),
            involvedObject: { kind: "Rollout", uid: "u" },
        };
    }

    /** Every series of the job, as {@link RawMetrics} returns them. */
    get series(): Series[] {
        const { errors = 0, third = 0, requestsPerSecond = 40 } = this.faults;
        const part = (second: number) => this.partAt(second) * requestsPerSecond;
        const rest = (second: number) => requestsPerSecond - part(second);
        const pod = (name: string, hash: string, from: number, rate: (second: number) => number, bad = 0) => [
            this.counter("up", name, hash, from, () => 1, {}),
            this.counter("http_requests_total", name, hash, from, sumOf(rate, 1 - bad), { status_code: "200" }),
            this.counter("http_requests_total", name, hash, from, sumOf(rate, bad), { status_code: "500" }),
        ];
        return [
            ...pod("old-1", "s", -30, (second) => rest(second) / 2),
            ...pod("old-2", "s", -30, (second) => rest(second) / 2),
            ...pod("new-1", "n", 4, part, errors),
            ...(third > 0 ? pod("other-1", "x", -30, () => third) : []),
        ];
    }

    private partAt(second: number): number {
        const index = this.weights.findLastIndex((_, candidate) => second >= this.pauseAt(candidate).from);
        if (index < 0) {
            return 0;
        }
        const ended = index === this.weights.length - 1 && second > this.endsAt;
        return ended ? 1 : (this.faults.parts?.[index] ?? (this.weights[index]?.weight ?? 0) / 100);
    }

    private counter(
        name: string,
        pod: string,
        hash: string,
        from: number,
        value: (second: number) => number,
        labels: Readonly<Record<string, string>>,
    ): Series {
        const missing = (this.faults.missing ?? []).filter(
            ({ pods, metric = /./ }) => pods.test(pod) && metric.test(name),
        );
        const seconds = Array.from(
            { length: Math.floor((this.endsAt + 10 - from) / scrapeSeconds) },
            (_, index) => from + index * scrapeSeconds,
        ).filter((second) => !missing.some((gap) => second > gap.from && second < gap.until));
        return {
            labels: { __name__: name, pod, instance: `${pod}:8080`, rollouts_pod_template_hash: hash, ...labels },
            samples: seconds.map((second) => ({ at: this.at(second), value: value(second) })),
        };
    }
}

/** Returns the counter of a rate per second, times a factor. */
function sumOf(rate: (second: number) => number, factor: number): (second: number) => number {
    const known = new Map<number, number>();
    const sum = (second: number): number => {
        if (second <= -30) {
            return 0;
        }
        const value = known.get(second) ?? sum(second - 1) + rate(second - 1) * factor;
        known.set(second, value);
        return value;
    };
    return (second) => Math.round(sum(second));
}
