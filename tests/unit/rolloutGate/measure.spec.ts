import assert from "node:assert/strict";
import { act, type ActionPorts } from "../../../components/rolloutGate/act";
import type { PauseVerdict } from "../../../components/rolloutGate/pauses";
import type { Metrics, Series } from "../../../components/rolloutGate/prometheus";
import { declareSecond } from "./decisions";
import { pausedAt } from "./plays";
import { Simulation } from "./simulation";

/** One series of a pod, scraped at these seconds. */
function series(pod: string, hash: string, values: readonly number[], at = [0, 5, 10, 15, 20]): Series {
    const samples = values.map((value, index) => ({ at: (at[index] ?? 0) * 1000, value }));
    return { labels: { pod, rollouts_pod_template_hash: hash }, samples };
}

describe("the measurement of a share", () => {
    /** What is found out at weight 10 from these answers of Prometheus. */
    async function verdictOf(
        requests: readonly Series[],
        up: readonly Series[],
        meanwhile: (simulation: Simulation) => void = () => undefined,
    ): Promise<PauseVerdict | undefined> {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        meanwhile(simulation);
        const { observation, memory, policy, now } = simulation;
        assert.ok(observation);
        const metrics: Metrics = {
            samples: (selector) => Promise.resolve([...(selector.startsWith("up") ? up : requests)]),
        };
        const action = { kind: "measure", stepIndex: 1, from: 0, until: 20_000 } as const;
        const subject = { ...policy, job: "app" };
        const after = await act(action, observation, memory, subject, { metrics } as ActionPorts, now);
        return after(memory).pauses[0]?.verdict;
    }

    const old = series("old", "hash1", [0, 50, 100, 150, 180]);
    const fresh = series("new", "hash2", [0, 5, 10, 15, 20]);
    const all = [1, 1, 1, 1, 1];

    it("tells the share of every pod's requests", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const verdict = await verdictOf([old, fresh], up);
        assert.deepEqual(verdict, { kind: "within", canary: 20, total: 200, lowest: 8, highest: 35 });
    });

    it("compares with the version that was stable then, also when this one is stable by now", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const verdict = await verdictOf([old, fresh], up, (simulation) => {
            simulation.rollout.promote();
        });
        assert.equal(verdict?.kind === "within" && verdict.total, 200);
    });

    it("says where there is nothing to count", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all)];
        const why = async (requests: readonly Series[]) => {
            const verdict = await verdictOf(requests, up);
            return verdict?.kind === "unknown" ? verdict.why : undefined;
        };
        assert.equal(await why([]), 'Prometheus has no http_requests_total{job="app"}');
        assert.equal(
            await why([{ ...old, labels: { pod: "old" } }]),
            'Prometheus has no http_requests_total{job="app"} with the label rollouts_pod_template_hash',
        );
    });

    it("judges no share while Prometheus cannot scrape a pod, and names it", async () => {
        const up = [series("old", "hash1", all), series("new", "hash2", all), series("lost", "hash2", [0, 0, 0, 0, 0])];
        const verdict = await verdictOf([old, fresh], up);
        assert.equal(verdict?.kind === "unknown" && verdict.why, "Prometheus cannot scrape lost");
    });

    it("judges no share before every pod was scraped twice", async () => {
        const up = [series("old", "hash1", [1]), series("new", "hash2", [1])];
        const verdict = await verdictOf([series("old", "hash1", [3])], up);
        assert.equal(
            verdict?.kind === "unknown" && verdict.why,
            "Prometheus has not scraped every pod twice since the pause began",
        );
    });
});
