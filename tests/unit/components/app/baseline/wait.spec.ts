import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import type { RolloutBaselineInputs } from "../../../../../components/src/app/baseline/inputs";
import { waitForBaseline } from "../../../../../components/src/app/baseline/wait";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import type { RolloutObject } from "../../../../../components/src/gate/cluster/types";
import { countersOf, healthy, manifestOf, rolloutWith } from "../../../../support/apiServer/fakeBaseline";
import { FakeClock, settle } from "../../../../support/gate/fakeClock";

const inputs: RolloutBaselineInputs = {
    kubeconfig: "/kubeconfig",
    kubeContext: "local",
    namespace: "demo",
    rolloutName: "web",
    manifest: manifestOf("registry/web:1"),
    fieldManager: "pulumi",
    timeoutSeconds: 60,
    job: "web",
    requestsMetric: "http_requests_total",
    prometheusAddress: "http://prometheus.monitoring:9090",
    prometheusUrl: "",
    providerVersion: "1",
};
const selector = 'http_requests_total{job="web",rollouts_pod_template_hash="hash1"}';

/** A wait with a fake cluster and clock, which a test changes step by step. */
class Wait {
    readonly clock = new FakeClock();
    readonly startedAt = this.clock.now();
    readonly lines: string[] = [];
    readonly asked: { selector: string; from: number; until: number }[] = [];
    rollout: RolloutObject | Error | undefined = rolloutWith({ phase: "Progressing" }, 2);
    series: Series[] | Error = [];
    ended: { error?: Error } | undefined;

    constructor(changed: Partial<RolloutBaselineInputs> = {}) {
        const { clock } = this;
        const give = <T>(value: T | Error) => (value instanceof Error ? Promise.reject(value) : Promise.resolve(value));
        waitForBaseline(
            { ...inputs, ...changed },
            {
                rollout: () => give(this.rollout),
                metrics: {
                    samples: (asked, from, until) => {
                        this.asked.push({ selector: asked, from, until });
                        return give(this.series);
                    },
                },
                clock: {
                    now: () => clock.now(),
                    sleep: (milliseconds) => clock.sleep(milliseconds, new Promise(() => undefined)),
                },
                log: (line) => this.lines.push(line),
            },
        ).then(
            () => (this.ended = {}),
            (error: unknown) => (this.ended = { error: error as Error }),
        );
    }

    get failure(): Error | undefined {
        return this.ended?.error;
    }

    async pass(seconds: number): Promise<void> {
        await settle();
        await this.clock.advance(seconds * 1000);
    }
}

describe("the wait for a baseline", () => {
    it("ends when it is healthy, every pod is read, and requests arrive", async () => {
        const wait = new Wait();
        await wait.pass(2);
        wait.rollout = rolloutWith(healthy, 2);
        await wait.pass(1);
        wait.series = countersOf([1, 2]);
        await wait.pass(1);
        wait.series = countersOf([1, 2], [0]);
        assert.equal(wait.ended, undefined);
        await wait.pass(1);
        assert.deepEqual(wait.ended, {});
        assert.deepEqual(wait.lines, [
            "[06:02:31] Baseline: Progressing",
            `[06:02:34] Baseline: Healthy, but Prometheus has read 0 of 2 pods (${selector})`,
            `[06:02:35] Baseline: Healthy, but Prometheus has read 1 of 2 pods (${selector})`,
            "[06:02:36] Baseline: Healthy, every pod is measured and requests arrive",
        ]);
        assert.equal(wait.asked[0]?.selector, selector);
    });

    it("counts the requests since it was healthy, over five minutes at most", async () => {
        const wait = new Wait({ timeoutSeconds: 1000 });
        wait.rollout = rolloutWith(healthy, 1);
        await wait.pass(10);
        wait.rollout = rolloutWith({ phase: "Degraded" }, 1);
        await wait.pass(10);
        wait.rollout = rolloutWith(healthy, 1);
        await wait.pass(2);
        const seconds = wait.asked.map(({ from }) => (from - wait.startedAt) / 1000);
        assert.deepEqual([seconds[0], seconds.at(-1)], [1, 21]);
        await wait.pass(400);
        const last = wait.asked.at(-1);
        assert.ok(last);
        assert.equal(last.until - last.from, 300_000);
    });

    it("queries no requests without a counter", async () => {
        const wait = new Wait({ requestsMetric: "" });
        wait.rollout = rolloutWith(healthy);
        await wait.pass(1);
        assert.deepEqual(wait.ended, {});
        assert.deepEqual(wait.asked, []);
        assert.equal(wait.lines.at(-1), "[06:02:32] Baseline: Healthy");
    });

    it("reports the missing condition every 15 seconds, and at once on a change", async () => {
        const wait = new Wait();
        await wait.pass(40);
        wait.rollout = rolloutWith({ phase: "Progressing", message: "more replicas" }, 2);
        await wait.pass(16);
        assert.deepEqual(wait.lines, [
            "[06:02:31] Baseline: Progressing",
            "[06:02:46] Baseline: Progressing",
            "[06:03:01] Baseline: Progressing",
            "[06:03:12] Baseline: Progressing, more replicas",
            "[06:03:27] Baseline: Progressing, more replicas",
        ]);
    });

    const failures: [string, Partial<Wait>, string][] = [
        [
            "is not healthy in time",
            { rollout: rolloutWith({ phase: "Degraded", message: "timed out progressing" }, 2) },
            "rollout demo/web has no ready baseline (registry/web:1) after 60 s: Degraded, timed out progressing; " +
                "the candidate was not deployed; fix the baseline and run pulumi up again",
        ],
        [
            "gets no requests in time",
            { rollout: rolloutWith(healthy, 1), series: countersOf([0, 0]) },
            "rollout demo/web has no ready baseline (registry/web:1) after 60 s: " +
                `Healthy, but no request was counted (${selector}); the candidate was not deployed; ` +
                "check that it gets requests and that Prometheus scrapes its counter, and run pulumi up again",
        ],
        [
            "cannot be measured in time",
            { rollout: rolloutWith(healthy, 1), series: new Error("Prometheus does not answer") },
            "rollout demo/web has no ready baseline (registry/web:1) after 60 s: " +
                "Healthy, but Prometheus does not answer; the candidate was not deployed; " +
                "check that it gets requests and that Prometheus scrapes its counter, and run pulumi up again",
        ],
        [
            "cannot be asked for in time",
            { rollout: apiError("ClusterUnreachable", "cannot reach the cluster") },
            "rollout demo/web has no ready baseline (registry/web:1) after 60 s: cannot reach the cluster; " +
                "the candidate was not deployed; run pulumi up again",
        ],
    ];
    for (const [what, world, sentence] of failures) {
        it(`fails with one sentence when it ${what}`, async () => {
            const wait = Object.assign(new Wait(), world);
            await wait.pass(59);
            assert.equal(wait.ended, undefined);
            await wait.pass(2);
            assert.equal(wait.failure?.message, sentence);
        });
    }

    it("goes on when the cluster answers again", async () => {
        const wait = new Wait({ requestsMetric: "" });
        wait.rollout = apiError("ServerError", "GET /: 500");
        await wait.pass(5);
        wait.rollout = rolloutWith(healthy);
        await wait.pass(1);
        assert.deepEqual(wait.ended, {});
    });

    it("fails at once if the cluster denies access, or the Rollout is gone", async () => {
        const denied = new Wait();
        denied.rollout = apiError("Forbidden", "GET /: 403", 403);
        await denied.pass(1);
        assert.equal(denied.failure, denied.rollout);
        const gone = new Wait();
        gone.rollout = undefined;
        await gone.pass(1);
        assert.equal(
            gone.failure?.message,
            "rollout demo/web was deleted while its baseline started; the candidate was not deployed; run pulumi up again",
        );
    });
});
