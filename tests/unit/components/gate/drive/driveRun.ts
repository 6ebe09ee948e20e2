import assert from "node:assert/strict";
import type { Cluster } from "../../../../../components/src/gate/cluster/cluster";
import type { ClusterListener } from "../../../../../components/src/gate/cluster/watchRollout";
import type { Failure, Write } from "../../../../../components/src/gate/decision/types";
import { drive, type Ports, type Report } from "../../../../../components/src/gate/drive/drive";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import type { Metrics, RawMetrics, Series } from "../../../../../components/src/gate/cluster/prometheus";
import { describeWrite } from "../../../../../components/src/gate/report/decision";
import { FakeClock } from "../../../../support/gate/fakeClock";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";

/**
 * Two pods, scraped every 2 s, and requests that go to the canary's by its weight in percent; of its answers some are
 * errors, in percent too.
 */
export function metricsOf(weight: number, requestsPerSecond = 40, errors = 0): RawMetrics {
    const rates = { old: (requestsPerSecond * (100 - weight)) / 100, new: (requestsPerSecond * weight) / 100 };
    const pods = [
        { pod: "old-1", hash: "hash1", status: "200", rate: rates.old },
        { pod: "new-1", hash: "hash2", status: "200", rate: rates.new * (1 - errors / 100) },
        { pod: "new-1", hash: "hash2", status: "500", rate: (rates.new * errors) / 100 },
    ];
    return {
        samples(_selector, from, until) {
            const named = ["http_requests_total", "up"].flatMap((name) => pods.map((pod) => ({ name, ...pod })));
            const series = named.map(({ name, pod, hash, status, rate }): Series => {
                const labels = {
                    ...{ __name__: name, pod, rollouts_pod_template_hash: hash },
                    ...(name !== "up" && { status_code: status }),
                };
                const first = Math.ceil(from / 2000) * 2000;
                const times = Array.from(
                    { length: Math.floor((until - first) / 2000) + 1 },
                    (_, n) => first + n * 2000,
                );
                const value = (at: number) => (name === "up" ? 1 : (at / 1000) * rate);
                return { labels, samples: times.map((at) => ({ at, value: value(at) })) };
            });
            return Promise.resolve(series);
        },
    };
}

/** Returns the failure of a drive. */
export function failureOf({ result }: Report): Failure {
    assert.ok(result.kind === "fail", JSON.stringify(result));
    return result;
}

/** Returns the line about a write at step 1 of `steps`. */
export function noteOfWrite(write: Write, steps: number): string {
    return `Note: ${describeWrite(write, { stepIndex: 1, steps: Array.from({ length: steps }, () => ({})) })}`;
}

/** Measurements of a good version. */
export const measured = { "p99-latency": ["41.2"], "success-rate": ["100"] };

/** The drive on a fake clock and a cluster without a network; shares are measured only on request. */
export class DriveRun {
    readonly clock = new FakeClock();
    readonly cluster = new FakeCluster();
    readonly rollout = this.cluster.rollout;
    readonly lines: string[] = [];
    /** The number of calls of each port. */
    readonly calls = { patch: 0, samples: 0, verify: 0, readyEndpoints: 0, logTail: [] as unknown[][] };
    listener: ClusterListener | undefined;
    /** The cluster sends no first snapshot. */
    silent = false;
    stopped = false;
    patch: Cluster["patchStatus"] = (patch) => Promise.resolve(this.cluster.patchStatus(patch));
    metrics: RawMetrics = metricsOf(10);
    /** The values of every expression. */
    values: Metrics["values"] = () => Promise.resolve([]);
    /** The ready endpoints of the canary's Service. */
    readyEndpoints: number | undefined;
    /** The Events about the Rollout. */
    readEvents: Cluster["readEvents"] = () => Promise.resolve([]);
    verify: Ports["verify"] = () => Promise.resolve();
    log: string[] = [];

    constructor() {
        this.rollout.now = () => new Date(this.clock.now());
    }

    /** Deploys v1 and starts the rollout of v2. */
    deploy(): void {
        this.rollout.deployFirst("v1");
        this.rollout.declare("v2");
        this.rollout.observe();
    }

    /** Deploys v2 up to its only pause, which is open-ended. */
    openEnded(): void {
        this.rollout.steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }];
        this.deploy();
        this.rollout.setWeight(10, 1);
        this.rollout.analyse("Running", measured);
        this.rollout.pause(1);
    }

    start(timeoutSeconds = 1800, policy: Partial<GatePolicy> = {}, previous?: Previous): Promise<Report> {
        const { calls } = this;
        const cluster: Cluster = {
            watchRollout: (listener, signal) => this.watchRollout(listener, signal),
            readTraffic: () => Promise.resolve(this.cluster.snapshot()),
            readIngresses: () => Promise.resolve([]),
            readReadyEndpoints: () => {
                calls.readyEndpoints += 1;
                return Promise.resolve(this.readyEndpoints);
            },
            readEvents: (uid) => this.readEvents(uid),
            patchStatus: (patch) => {
                calls.patch += 1;
                return this.patch(patch);
            },
            logTail: (...given) => {
                calls.logTail.push(given);
                return Promise.resolve(this.log);
            },
        };
        const metrics: Metrics = {
            samples: (...given) => {
                calls.samples += 1;
                return this.metrics.samples(...given);
            },
            values: (...given) => this.values(...given),
        };
        const subject = {
            ...defaults,
            requestsMetric: "",
            job: "app",
            ...policy,
            namespace: "demo",
            rolloutName: "ops-hardening-demo",
            timeoutSeconds,
        };
        return drive(subject, previous, {
            cluster,
            metrics,
            verify: (o) => {
                calls.verify += 1;
                return this.verify(o);
            },
            clock: this.clock,
            log: (line) => this.lines.push(line),
        });
    }

    /** The lines of one kind, without their time. */
    messages(start = ""): string[] {
        return this.lines.map((line) => line.slice("[00:00:00] ".length)).filter((line) => line.startsWith(start));
    }

    private async watchRollout(listener: ClusterListener, signal: AbortSignal): Promise<void> {
        this.listener = listener;
        if (!this.silent) {
            listener.onSnapshot(this.cluster.snapshot(), false);
            this.cluster.onChange(() => {
                listener.onSnapshot(this.cluster.snapshot(), false);
            });
        }
        await new Promise((resolve) => {
            signal.addEventListener("abort", resolve);
        });
        this.stopped = true;
    }
}
