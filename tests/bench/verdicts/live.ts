import { loadavg } from "node:os";
import { metricsOf, type Series } from "../../../components/src/gate/cluster/prometheus";
import type { ReplicaSetObject, RolloutObject } from "../../../components/src/gate/cluster/types";
import { answeredNextTo, lastScrapeOf, retrospect } from "../../../components/src/gate/history/retrospect";
import type { Signal } from "../../../components/src/gate/model/answers";
import { versionHashes } from "../../../components/src/gate/observation/versions";
import { answerSeries, answersSelector, type AnswerSeries } from "../../../components/src/gate/traffic/answersQuery";
import { podHashMetricLabel } from "../../../components/src/gate/traffic/share";
import { connect, messageOf } from "../../../components/src/kubernetes";
import { gateFailureOf } from "../../../scripts/local/gateOutput";
import { UserError } from "../../../scripts/local/userError";
import { App } from "../../e2e/support/app";
import { environment } from "../../e2e/support/environment";
import { everyStep } from "../../e2e/support/everyStep";
import { type InstalledRouter, installEnvoyGateway, installTraefik } from "../../e2e/support/installedRouter";
import { judgeInputs } from "../../support/gate/judgeInputs";
import type { Kind, PlannedUpdate } from "./plan";

/** Routers with other objects than ingress-nginx, and how they are installed next to it. */
export const benchRouters = { traefik: installTraefik, "envoy-gateway": installEnvoyGateway };

export type BenchRouter = keyof typeof benchRouters;

/** The verdict of one update of the local cluster, and what it cost. */
export interface Verdict {
    readonly kind: string;
    readonly label: Kind["label"];
    /** With the judge, or the article's analysis alone. */
    readonly judge: boolean;
    readonly promoted: boolean;
    /** The gate's sentence; empty if it was promoted. */
    readonly failure: string;
    readonly seconds: number;
    /** The machine's load average of a minute at the end; absent in older results. */
    readonly load?: number;
    /** Seconds from the first bad answer of the new version to its last answer; absent without a bad answer. */
    readonly exposureSeconds?: number;
    /** Requests that the new version answered with 5xx or too slowly. */
    readonly hurt: number;
    /** Requests that failed for the client. */
    readonly failed: number;
}

/** One update of the local cluster. */
export interface LiveUpdate extends Verdict {
    /** The answers between two looks: new all, new bad, stable all, stable bad. */
    readonly looks: Readonly<Record<Signal, readonly (readonly number[])[]>>;
}

/** An update that ended without a verdict, as when a command failed. */
export interface LostUpdate {
    readonly kind: string;
    readonly judge: boolean;
    readonly lost: string;
}

/** All updates. */
export interface LiveResult {
    readonly updates: readonly LiveUpdate[];
    /** Absent in older results. */
    readonly lost?: readonly LostUpdate[];
}

const judge = { ...judgeInputs, latencyBound: 500 };

/** The requests that every app gets. */
const requests = [
    { path: "/", weight: 3 },
    { path: "/items", weight: 1 },
    { path: "/checkout", weight: 1 },
];

/**
 * Runs updates side by side in several apps, and passes on each result as soon as it is known. An update that fails for
 * another reason than its verdict is lost, and its app is deployed from scratch; the others go on.
 *
 * @param until the time from which no more updates begin, in milliseconds since the epoch
 * @param router another router than ingress-nginx
 */
export async function runLive(
    plan: readonly PlannedUpdate[],
    jobs: number,
    until: number,
    report: (result: LiveUpdate | LostUpdate) => void,
    router?: BenchRouter,
): Promise<void> {
    await environment();
    const installed = router === undefined ? undefined : await benchRouters[router]();
    await everyStep(
        () => runAll(plan, jobs, until, report, installed),
        async () => installed?.remove(),
    );
}

async function runAll(
    plan: readonly PlannedUpdate[],
    jobs: number,
    until: number,
    report: (result: LiveUpdate | LostUpdate) => void,
    router: InstalledRouter | undefined,
): Promise<void> {
    const queue = [...plan];
    // Another number for each update makes it another version than those of earlier runs.
    let number = Math.floor(Date.now() / 1000);
    async function job(index: number): Promise<void> {
        let app: App | undefined;
        while (Date.now() < until && queue.length > 0) {
            app ??= await deployed(index, router);
            const next = queue.shift();
            if (next !== undefined) {
                number += 1;
                const result = await runUpdate(app, next.kind, next.judged, number).catch(
                    (error: unknown): LostUpdate => ({
                        ...{ kind: next.kind.name, judge: next.judged, lost: messageOf(error) },
                    }),
                );
                report(result);
                app = (await isReady(app, result)) ? app : undefined;
            }
        }
        await app?.remove();
    }
    const ends = await Promise.allSettled(Array.from({ length: jobs }, (_, index) => job(index)));
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [messageOf(end.reason)] : []));
    if (failed.length === jobs) {
        throw new UserError(`no app could be deployed: ${failed.join("; ")}`);
    }
}

/** Makes an app ready for its next update; false if it was removed instead. */
async function isReady(app: App, result: LiveUpdate | LostUpdate): Promise<boolean> {
    // A stable version with a fault: no analysis would let a good one replace it.
    const isSpoilt = "lost" in result || (result.promoted && result.label !== "good");
    try {
        if (!isSpoilt && !result.promoted) {
            // The queries of the analysis still include the rejected version.
            await app.drained("30s");
        }
        if (!isSpoilt) {
            return true;
        }
    } catch {
        // Another app has no such past.
    }
    await app.remove();
    return false;
}

/** Deploys a version without a fault in a new app. */
async function deployed(index: number, router: InstalledRouter | undefined): Promise<App> {
    const behind = router && { platform: { platform: "existing", ...router.settings } };
    const app = new App(`bench-${index}`, behind ?? {});
    try {
        await app.deploy("v1", { syntheticRequests: requests });
        return app;
    } catch (error) {
        await app.remove();
        throw error;
    }
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
        load: Math.round(loadavg()[0] ?? 0),
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
