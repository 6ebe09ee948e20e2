import assert from "node:assert/strict";
import { describeCountProblem } from "../../../../../components/src/gate/report/finding";
import { apiError } from "../../../../../components/src/kubernetes";
import { act, type ActionPorts } from "../../../../../components/src/gate/drive/act";
import type { ShareResult } from "../../../../../components/src/gate/history/pauses";
import type { Metrics, Series } from "../../../../../components/src/gate/cluster/prometheus";
import { declareSecond } from "../decision/decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

/** One series of a pod, scraped at these seconds. */
function series(pod: string, hash: string, values: readonly number[], at = [0, 5, 10, 15, 20]): Series {
    const samples = values.map((value, index) => ({ at: (at[index] ?? 0) * 1000, value }));
    return { labels: { pod, rollouts_pod_template_hash: hash }, samples };
}

describe("the measurement of a share", () => {
    /** v2 at weight 10. */
    function paused(): Simulation {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        return simulation;
    }

    /** What is found out at weight 10 from these answers of Prometheus. */
    async function verdictOf(
        requests: readonly Series[],
        up: readonly Series[],
        meanwhile: (simulation: Simulation) => void = () => undefined,
    ): Promise<ShareResult | undefined> {
        const simulation = paused();
        meanwhile(simulation);
        return measured(simulation, {
            samples: (selector) => Promise.resolve([...(selector.startsWith("up") ? up : requests)]),
        });
    }

    /** What is found out from a Prometheus. */
    async function measured(simulation: Simulation, metrics: Metrics): Promise<ShareResult | undefined> {
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

    it("tells the share of every pod's requests", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const shareResult = await verdictOf([old, fresh], up);
        assert.deepEqual(shareResult, { kind: "within", canary: 20, total: 200, lowest: 8, highest: 35 });
    });

    it("compares with the version that was stable then, also when this one is stable by now", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const shareResult = await verdictOf([old, fresh], up, (simulation) => {
            simulation.rollout.promote();
        });
        assert.equal(shareResult?.kind === "within" && shareResult.total, 200);
    });

    it("says where there is nothing to count", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const why = async (requests: readonly Series[]) => {
            const shareResult = await verdictOf(requests, up);
            return shareResult?.kind === "unknown" ? describeCountProblem(shareResult.problem) : undefined;
        };
        assert.equal(await why([]), 'Prometheus has no http_requests_total{job="app"}');
        assert.equal(
            await why([{ ...old, labels: { pod: "old" } }]),
            'Prometheus has no http_requests_total{job="app"} with the label rollouts_pod_template_hash',
        );
    });

    it("judges no share while Prometheus cannot scrape a pod, and names it", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all), series("lost", "hash2", [0, 0, 0, 0, 0])];
        const shareResult = await verdictOf([old, fresh], up);
        assert.equal(
            shareResult?.kind === "unknown" && describeCountProblem(shareResult.problem),
            "Prometheus cannot scrape lost",
        );
    });

    it("judges no share before every pod was scraped twice", async () => {
        const up = [series("old", "hash1", [1]), series("new", "hash2", [1])];
        const shareResult = await verdictOf([series("old", "hash1", [3])], up);
        assert.equal(
            shareResult?.kind === "unknown" && describeCountProblem(shareResult.problem),
            "Prometheus has not scraped every pod twice since the pause began",
        );
    });

    it("is silent since it was asked, and says where the API server did not let it be asked", async () => {
        const simulation = paused();
        const refusing = (error: Error) => measured(simulation, { samples: () => Promise.reject(error) });
        assert.deepEqual(await refusing(new Error("Prometheus cannot be reached")), {
            kind: "unknown",
            problem: { kind: "noAnswer", message: "Prometheus cannot be reached" },
            since: simulation.now,
        });
        assert.deepEqual(await refusing(apiError("ClusterUnreachable", "cannot reach the cluster")), {
            kind: "unknown",
            problem: { kind: "noAnswer", message: "cannot reach the cluster" },
            since: simulation.now,
            unasked: true,
        });
    });

    it("judges no share of a version that Prometheus does not scrape, and names it", async () => {
        const why = async (scraped: Series, hash: string) => {
            const shareResult = await verdictOf([scraped], [series("pod", hash, all)]);
            return shareResult?.kind === "unknown" && describeCountProblem(shareResult.problem);
        };
        assert.equal(await why(old, "hash1"), "Prometheus does not scrape any pod of the new version (hash2)");
        assert.equal(await why(fresh, "hash2"), "Prometheus does not scrape any pod of the stable version (hash1)");
    });

    it("counts a new version that is scraped, and got no request yet, as none", async () => {
        const shareResult = await verdictOf([old], [series("old", "hash1", all), series("new", "hash2", all)]);
        assert.deepEqual([shareResult?.kind, shareResult?.kind === "outside" && shareResult.canary], ["outside", 0]);
    });

    /** The verdict where so many requests of both versions have come by each of the five scrapes. */
    const verdictOn = (stable: readonly number[], canary: readonly number[]) =>
        verdictOf(
            [series("old", "hash1", stable), series("new", "hash2", canary)],
            [series("old", "hash1", all), series("new", "hash2", all)],
        );

    it("takes a share that was only late for right, where the second half tells by 300 requests", async () => {
        const late = await verdictOn([0, 200, 400, 535, 670], [0, 0, 0, 15, 30]);
        assert.deepEqual(late?.kind === "within" && [late.canary, late.total], [30, 300]);
    });

    it("takes a late share for wrong where the second half has fewer than 300 requests", async () => {
        const late = await verdictOn([0, 200, 400, 535, 669], [0, 0, 0, 15, 30]);
        assert.deepEqual(late?.kind === "outside" && [late.canary, late.total], [30, 699]);
    });

    it("takes a share that is wrong in both halves for wrong", async () => {
        const wrong = await verdictOn([0, 225, 450, 675, 900], [0, 75, 150, 225, 300]);
        assert.deepEqual(wrong?.kind === "outside" && [wrong.canary, wrong.total], [300, 1200]);
    });
});
