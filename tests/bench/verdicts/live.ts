import { metricsOf, type Series } from "../../../components/src/gate/cluster/prometheus";
import type { ReplicaSetObject, RolloutObject } from "../../../components/src/gate/cluster/types";
import { answeredNextTo, lastScrapeOf, retrospect } from "../../../components/src/gate/history/retrospect";
import type { Signal } from "../../../components/src/gate/model/answers";
import { versionHashes } from "../../../components/src/gate/observation/versions";
import { answerSeries, answersSelector, type AnswerSeries } from "../../../components/src/gate/traffic/answersQuery";
import { podHashMetricLabel } from "../../../components/src/gate/traffic/share";
import { connect } from "../../../components/src/kubernetes";
import { gateFailureOf } from "../../../scripts/local/gateOutput";
import { UserError } from "../../../scripts/local/userError";
import { App } from "../../e2e/support/app";
import { environment } from "../../e2e/support/environment";
import { judgeInputs } from "../../support/gate/judgeInputs";

/** A kind of update, and what a right verdict about it is. */
interface Kind {
    readonly name: string;
    readonly env: Readonly<Record<string, string>>;
    /** `within`: the fault is smaller than every threshold, so both verdicts are right. */
    readonly label: "good" | "bad" | "within";
}

/** The kinds of updates, in the order in which they run. */
const kinds: readonly Kind[] = [
    { name: "no fault", env: {}, label: "good" },
    { name: "2 % errors", env: { FAULT_ERROR_RATE: "0.02" }, label: "within" },
    { name: "5 % errors", env: { FAULT_ERROR_RATE: "0.05" }, label: "bad" },
    { name: "11 % errors", env: { FAULT_ERROR_RATE: "0.11" }, label: "bad" },
    { name: "no fault, again", env: {}, label: "good" },
    { name: "20 % errors", env: { FAULT_ERROR_RATE: "0.2" }, label: "bad" },
    { name: "50 % errors", env: { FAULT_ERROR_RATE: "0.5" }, label: "bad" },
    { name: "50 ms more latency", env: { FAULT_LATENCY_MS: "50" }, label: "within" },
    { name: "300 ms more latency", env: { FAULT_LATENCY_MS: "300" }, label: "within" },
    { name: "no fault, once more", env: {}, label: "good" },
    { name: "200 to 800 ms more latency", env: { FAULT_LATENCY_MS: "200-800" }, label: "bad" },
    {
        name: "half of the requests of one path of three fail",
        env: { FAULT_ERROR_RATE: "0.5", FAULT_PATH: "/checkout" },
        label: "bad",
    },
    { name: "latency grows by 4 ms with each request", env: { FAULT_LATENCY_GROWTH_MS: "4" }, label: "bad" },
    { name: "the process ends at its 40th request", env: { FAULT_CRASH_AT: "40" }, label: "bad" },
    {
        name: "half of the requests fail above 12 a second and pod",
        env: { FAULT_ERROR_RATE: "0.5", FAULT_ABOVE_PER_SECOND: "12" },
        label: "bad",
    },
];

/** One update of the local cluster. */
export interface LiveUpdate {
    readonly kind: string;
    readonly label: Kind["label"];
    /** With the judge, or the article's analysis alone. */
    readonly judge: boolean;
    readonly promoted: boolean;
    /** The gate's sentence; empty if it was promoted. */
    readonly failure: string;
    readonly seconds: number;
    /** Seconds from the first bad answer of the new version to its last answer; absent without a bad answer. */
    readonly exposureSeconds?: number;
    /** Requests that the new version answered with 5xx or too slowly. */
    readonly hurt: number;
    /** Requests that failed for the client. */
    readonly failed: number;
    /** The answers between two looks: new all, new bad, stable all, stable bad. */
    readonly looks: Readonly<Record<Signal, readonly (readonly number[])[]>>;
}

/** All updates. */
export interface LiveResult {
    readonly updates: readonly LiveUpdate[];
}

const judge = { ...judgeInputs, latencyBound: 500 };

/** The requests that every app gets. */
const requests = [
    { path: "/", weight: 3 },
    { path: "/items", weight: 1 },
    { path: "/checkout", weight: 1 },
];

/** Runs every kind of update with the judge, `repeat` times, and once without, side by side in several apps. */
export async function runLive(jobs: number, repeat: number, report: (line: string) => void): Promise<LiveResult> {
    await environment();
    const modes = [false, ...Array.from({ length: repeat }, () => true)];
    const queue = modes.flatMap((judged) => kinds.map((kind) => ({ kind, judged })));
    const updates: LiveUpdate[] = [];
    const total = queue.length;
    await Promise.all(
        Array.from({ length: jobs }, async (_, index) => {
            let app = new App(`bench-${index}`, {});
            try {
                await deploy(app);
                for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
                    const update = await runUpdate(app, next.kind, next.judged, total - queue.length);
                    updates.push(update);
                    const verdict = update.promoted ? "promoted" : `rejected: ${update.failure}`;
                    report(`${total - queue.length}/${total} ${app.name}, ${update.kind}: ${verdict}`);
                    if (update.promoted && next.kind.label !== "good") {
                        // The stable version has a fault now: no analysis would let a good one replace it.
                        await app.remove();
                        app = new App(`bench-${index}`, {});
                        await deploy(app);
                    } else if (!update.promoted) {
                        // The queries of the analysis still include the rejected version.
                        await app.drained("30s");
                    }
                }
            } finally {
                await app.remove();
            }
        }),
    );
    return { updates };
}

/** Deploys a version without a fault. */
function deploy(app: App): Promise<void> {
    return app.deploy("v1", { syntheticRequests: requests });
}

/** Runs one update. Its number makes it another version than the one before. */
async function runUpdate(app: App, kind: Kind, judged: boolean, number: number): Promise<LiveUpdate> {
    const traffic = await app.traffic();
    const before = await traffic.k6();
    const begun = Date.now();
    const run = await app.up("v2", {
        syntheticRequests: requests,
        judge: judged ? "abort" : "off",
        env: { ...kind.env, UPDATE: String(number) },
    });
    const failure = gateFailureOf(run.output);
    if (run.exitCode !== 0 && failure === undefined) {
        throw new UserError(`pulumi up failed, but not because of the gate:\n${run.output}`);
    }
    const seen = await answersOf(app, begun);
    return {
        ...{ kind: kind.name, label: kind.label, judge: judged, promoted: run.exitCode === 0, failure: failure ?? "" },
        ...{ seconds: Math.round((Date.now() - begun) / 1000), ...seen },
        failed: (await traffic.k6()).failed - before.failed,
    };
}

/** Reads the answers of the last update's versions from Prometheus. */
async function answersOf(app: App, since: number): Promise<Pick<LiveUpdate, "exposureSeconds" | "hurt" | "looks">> {
    const { target } = await environment();
    const api = await connect(target.settings);
    const rollout = (await app.get("rollout")) as unknown as RolloutObject;
    const replicaSets = (await app.list("replicasets")) as unknown as ReplicaSetObject[];
    const { current, others } = versionHashes(rollout, replicaSets);
    const prometheus = {
        prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        prometheusUrl: "",
    };
    const query = { job: app.name, requestsMetric: "http_requests_total", requestsSelector: [], judge };
    const until = Date.now();
    const answer = await metricsOf(api, prometheus).samples(answersSelector(query), since, until);
    const series = answerSeries(answer, query);
    const stable = answeredNextTo(current, series, others) ?? "";
    const end = lastScrapeOf(stable, series) ?? until;
    const seen = retrospect(series, judge, { new: current, stable }, end);
    const looks = seen?.looks ?? [];
    const compact = (signal: Signal) =>
        looks.map(({ [signal]: { new: one, stable: other } }) =>
            [one.all, one.bad, other.all, other.bad].map((count) => Number(count.toFixed(1))),
        );
    const exposed = exposureSeconds(series, current);
    return {
        ...(exposed !== undefined && { exposureSeconds: exposed }),
        hurt: Math.round(looks.reduce((sum, { errors, latency }) => sum + errors.new.bad + latency.new.bad, 0)),
        looks: { errors: compact("errors"), latency: compact("latency") },
    };
}

/** Returns the time from a version's first bad answer to its last answer, to a scrape. */
function exposureSeconds({ requests: counters, latencies, fast }: AnswerSeries, hash: string): number | undefined {
    const of = (all: readonly Series[]) => all.filter(({ labels }) => labels[podHashMetricLabel] === hash);
    const errors = of(counters).filter(({ labels }) => /^5..$/.test(labels["status_code"] ?? ""));
    const slowAt = of(latencies).flatMap(({ labels, samples }) => {
        const within = of(fast).find(
            (one) => one.labels["pod"] === labels["pod"] && one.labels["synthetic"] === labels["synthetic"],
        );
        const valueAt = (at: number) => within?.samples.find((sample) => sample.at === at)?.value ?? Infinity;
        return samples.filter(({ at, value }) => value > valueAt(at)).map(({ at }) => at);
    });
    const errorsAt = errors.flatMap(({ samples }) => samples.filter(({ value }) => value > 0).map(({ at }) => at));
    const first = Math.min(...slowAt, ...errorsAt);
    const grownAt = of(counters).flatMap(({ samples }) =>
        samples.filter(({ value }, index) => value > (samples[index - 1]?.value ?? 0)).map(({ at }) => at),
    );
    return first === Infinity ? undefined : (Math.max(...grownAt) - first) / 1000;
}
