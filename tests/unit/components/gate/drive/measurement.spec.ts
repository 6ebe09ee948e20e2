import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { evaluateShares } from "../../../../../components/src/gate/decision/evaluatePause";
import { act, type ActionPorts } from "../../../../../components/src/gate/drive/act";
import type { ShareResult } from "../../../../../components/src/gate/history/pauses";
import type { CountProblem } from "../../../../../components/src/gate/model/finding";
import type { RawMetrics, Series } from "../../../../../components/src/gate/cluster/prometheus";
import { declareSecond } from "../decision/decisions";
import { series } from "./series";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

function named(name: string, list: readonly Series[]): Series[] {
    return list.map(({ labels, samples }) => ({ labels: { __name__: name, ...labels }, samples }));
}

describe("the measurement of a share", () => {
    /** Pauses v2 at weight 10. */
    function paused(): Simulation {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        return simulation;
    }

    /** Returns the result at weight 10 for these answers of Prometheus. */
    async function verdictOf(
        requests: readonly Series[],
        up: readonly Series[],
        change: (simulation: Simulation) => void = () => undefined,
    ): Promise<ShareResult | undefined> {
        const simulation = paused();
        change(simulation);
        return measured(simulation, {
            samples: () => Promise.resolve([...named("http_requests_total", requests), ...named("up", up)]),
        });
    }

    /** Returns the result of a measurement by this Prometheus. */
    async function measured(simulation: Simulation, metrics: RawMetrics): Promise<ShareResult | undefined> {
        const { observation, history, policy, now } = simulation;
        assert.ok(observation);
        const action = { kind: "measure", stepIndex: 1, from: 0, until: 20_000 } as const;
        const subject = { ...policy, job: "app" };
        const after = await act(action, observation, history, subject, { metrics } as ActionPorts, now);
        return after(history).pauses[0]?.shareResult;
    }

    const old = series("old", "hash1", [0, 50, 100, 150, 180]);
    const fresh = series("new", "hash2", [0, 5, 10, 15, 20]);
    const all = [1, 1, 1, 1, 1];

    it("is the share of every pod's requests", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const shareResult = await verdictOf([old, fresh], up);
        assert.deepEqual(shareResult, { kind: "within", canary: 20, total: 200, lowest: 6, highest: 37 });
    });

    it("compares with the version that was stable then, also if this one is stable now", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const shareResult = await verdictOf([old, fresh], up, (simulation) => {
            simulation.rollout.promote();
        });
        assert.equal(shareResult?.kind === "within" && shareResult.total, 200);
    });

    /** Returns the problem that prevented a verdict. */
    function problemOf(shareResult: ShareResult | undefined): CountProblem {
        assert.ok(shareResult?.kind === "unknown", JSON.stringify(shareResult));
        return shareResult.problem;
    }

    it("reports missing series and labels", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const selector = 'http_requests_total{job="app"}';
        assert.deepEqual(problemOf(await verdictOf([], up)), { kind: "noSeries", selector });
        assert.deepEqual(problemOf(await verdictOf([{ ...old, labels: { pod: "old" } }], up)), {
            kind: "noSeries",
            selector,
            label: "rollouts_pod_template_hash",
        });
    });

    it("counts the requests that the matchers select, in one query with the scrapes", async () => {
        const simulation = new Simulation({
            requestsSelector: [{ label: "handler", operator: "=", value: "/" }],
        });
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        const asked: string[] = [];
        const handler = (of: Series, path?: string) => ({
            ...of,
            labels: { ...of.labels, ...(path !== undefined && { handler: path }) },
        });
        // A pod whose counter has no such label, as of its probes, got no request that counts.
        const requests = [handler(old, "/"), handler(old), handler(fresh)];
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const result = await measured(simulation, {
            samples: (selector) => {
                asked.push(selector);
                return Promise.resolve([...named("http_requests_total", requests), ...named("up", up)]);
            },
        });
        assert.deepEqual(asked, ['{__name__=~"http_requests_total|up",job="app",handler=~"|/"}']);
        assert.ok(result?.kind === "outside" && result.canary === 0 && result.total === 150, JSON.stringify(result));
        const none = await measured(simulation, { samples: () => Promise.resolve(named("up", up)) });
        const selector = 'http_requests_total{job="app",handler="/"}';
        assert.deepEqual(problemOf(none), { kind: "noSeries", selector });
        // As by a matcher that an absent label does not pass.
        const unread = await measured(simulation, {
            samples: () => Promise.resolve(named("http_requests_total", requests)),
        });
        assert.deepEqual(problemOf(unread), { kind: "noSeries", selector: 'up{job="app"}' });
    });

    it("evaluates no share while Prometheus cannot scrape a pod, and names it", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all), series("lost", "hash2", [0, 0, 0, 0, 0])];
        assert.deepEqual(problemOf(await verdictOf([old, fresh], up)), { kind: "notScraped", pods: ["lost"] });
    });

    it("ignores a pod that cannot be scraped if it is not Ready, as on a node that is down", async () => {
        const down = series("lost", "hash1", [0, 0, 0, 0, 0]);
        const up = [series("old", "hash1", all), series("new", "hash2", all), down];
        const ready = (status: string) => (simulation: Simulation) => {
            const metadata = { name: "lost" };
            simulation.rollout.writePod("x", { conditions: [{ type: "Ready", status }] }, "hash1", metadata);
        };
        const shareResult = await verdictOf([old, fresh], up, ready("Unknown"));
        assert.deepEqual(shareResult, { kind: "within", canary: 20, total: 200, lowest: 6, highest: 37 });
        assert.deepEqual(problemOf(await verdictOf([old, fresh], up, ready("True"))), {
            kind: "notScraped",
            pods: ["lost"],
        });
    });

    it("evaluates no share before every pod was scraped twice", async () => {
        const up = [series("old", "hash1", [1]), series("new", "hash2", [1])];
        const shareResult = await verdictOf([series("old", "hash1", [3])], up);
        assert.deepEqual(problemOf(shareResult), { kind: "notScrapedTwice" });
    });

    it("records the silence from the query on, and marks a query that the API server blocked", async () => {
        const simulation = paused();
        const failing = (error: Error) => measured(simulation, { samples: () => Promise.reject(error) });
        assert.deepEqual(await failing(new Error("Prometheus cannot be reached")), {
            kind: "unknown",
            problem: { kind: "noAnswer", message: "Prometheus cannot be reached" },
            since: simulation.now,
        });
        assert.deepEqual(await failing(apiError("ClusterUnreachable", "cannot reach the cluster")), {
            kind: "unknown",
            problem: { kind: "noAnswer", message: "cannot reach the cluster" },
            since: simulation.now,
            unasked: true,
        });
    });

    /** Asks at the end of a pause of six hours with 100 pods, of which ten are the canary's; the last has no node any more. */
    async function afterSixHours(canaryPerScrape: number): Promise<[ShareResult | undefined, number]> {
        const simulation = new Simulation();
        const { rollout } = simulation;
        rollout.steps = [{ setWeight: 10 }, { pause: { duration: "6h" } }, { setWeight: 100 }];
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        simulation.now += 6 * 3_600_000;
        rollout.writePod("100", { conditions: [{ type: "Ready", status: "Unknown" }] }, "hash1", { name: "99" });
        const { observation, history, policy, gracePeriods, now } = simulation;
        assert.ok(observation);
        const action = evaluateShares({ observation, history, policy, gracePeriods, now });
        assert.ok(action?.kind === "measure", JSON.stringify(action));
        const { from, until } = action;
        const seconds = Array.from({ length: (until - from) / 5000 }, (_, index) => from / 1000 + index * 5);
        const of = (index: number, perScrape: number) => {
            const hash = index < 10 ? "hash2" : "hash1";
            return series(
                String(index),
                hash,
                seconds.map((_, scrape) => scrape * perScrape),
                seconds.map((second) => second + (index % 50) / 10),
            );
        };
        const pods = Array.from({ length: 99 }, (_, index) => index);
        const requests = pods.map((index) => of(index, index < 10 ? canaryPerScrape : 90 / 89));
        const up = [...pods.map((index) => of(index, 0)), of(99, 0)].map(({ labels, samples }) => ({
            labels,
            samples: samples.map(({ at }) => ({ at, value: labels["pod"] === "99" ? 0 : 1 })),
        }));
        const answer = [...named("http_requests_total", requests), ...named("up", up)];
        const metrics: RawMetrics = { samples: () => Promise.resolve(answer) };
        const update = await act(
            action,
            observation,
            history,
            { ...policy, job: "app" },
            { metrics } as ActionPorts,
            now,
        );
        return [update(history).pauses[0]?.shareResult, until - from];
    }

    it("reads the last ten minutes of a pause of six hours with 100 pods", async () => {
        const [right, milliseconds] = await afterSixHours(1);
        assert.deepEqual([right?.kind, milliseconds], ["within", 600_000]);
        assert.ok(right?.kind === "within" && right.total > 11_000 && right.total < 12_000, JSON.stringify(right));
        assert.equal((await afterSixHours(0.7))[0]?.kind, "outside");
        assert.equal((await afterSixHours(2))[0]?.kind, "outside");
    });

    it("evaluates no share of a version that Prometheus does not scrape, and names it", async () => {
        const why = async (scraped: Series, hash: string) =>
            problemOf(await verdictOf([scraped], [series("pod", hash, all)]));
        const unscraped = { kind: "versionNotScraped" };
        assert.deepEqual(await why(old, "hash1"), { ...unscraped, version: "new", podHash: "hash2" });
        assert.deepEqual(await why(fresh, "hash2"), { ...unscraped, version: "stable", podHash: "hash1" });
    });

    it("counts 0 requests of a new version that is scraped and got none", async () => {
        const shareResult = await verdictOf([old], [series("old", "hash1", all), series("new", "hash2", all)]);
        assert.deepEqual([shareResult?.kind, shareResult?.kind === "outside" && shareResult.canary], ["outside", 0]);
    });

    /** Returns the verdict on these request counters of both versions at each of the five scrapes. */
    const verdictOn = (stable: readonly number[], canary: readonly number[]) =>
        verdictOf(
            [series("old", "hash1", stable), series("new", "hash2", canary)],
            [series("old", "hash1", all), series("new", "hash2", all)],
        );

    it("accepts a share that was only late if the second half has 300 requests", async () => {
        const late = await verdictOn([0, 200, 400, 535, 670], [0, 0, 0, 15, 30]);
        assert.deepEqual(late?.kind === "within" && [late.canary, late.total], [30, 300]);
    });

    it("rejects a late share if the second half has fewer than 300 requests", async () => {
        const late = await verdictOn([0, 200, 400, 535, 669], [0, 0, 0, 15, 30]);
        assert.deepEqual(late?.kind === "outside" && [late.canary, late.total], [30, 699]);
    });

    it("rejects a share that is wrong in both halves", async () => {
        const wrong = await verdictOn([0, 225, 450, 675, 900], [0, 75, 150, 225, 300]);
        assert.deepEqual(wrong?.kind === "outside" && [wrong.canary, wrong.total], [300, 1200]);
    });
});
