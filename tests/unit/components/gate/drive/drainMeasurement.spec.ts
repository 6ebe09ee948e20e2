import assert from "node:assert/strict";
import type { RawMetrics, Series } from "../../../../../components/src/gate/cluster/prometheus";
import { act, type ActionPorts } from "../../../../../components/src/gate/drive/act";
import type { DrainResult } from "../../../../../components/src/gate/history/drain";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond } from "../decision/decisions";
import { series } from "./series";

describe("the requests of an aborted version", () => {
    /** Returns what is known of them, from 12 s on, if Prometheus has these series. */
    async function drained(metrics: RawMetrics, podHash?: string): Promise<DrainResult | undefined> {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        const { observation, history, policy, now } = simulation;
        assert.ok(observation);
        const action = {
            kind: "drain",
            from: 12_000,
            until: 20_000,
            ...(podHash !== undefined && { podHash }),
        } as const;
        const subject = { ...policy, job: 'a"pp' };
        return (await act(action, observation, history, subject, { metrics } as ActionPorts, now))(history).drain
            ?.result;
    }

    const answers = (...given: Series[]): RawMetrics => ({ samples: () => Promise.resolve(given) });

    it("have stopped when no counter has increased between its last two scrapes", async () => {
        const pods = [series("one", "hash2", [0, 50, 90, 97, 97]), series("two", "hash2", [0, 0, 0, 0, 0])];
        assert.deepEqual(await drained(answers(...pods)), { kind: "stopped" });
    });

    it("flow while one counter increases, also after a restart of its pod", async () => {
        const still = series("one", "hash2", [0, 0, 0, 0, 0]);
        assert.deepEqual(await drained(answers(still, series("two", "hash2", [0, 1, 2, 3, 7]))), {
            ...{ kind: "flowing", requests: 4, scrapeMs: 5000 },
        });
        assert.deepEqual(await drained(answers(still, series("two", "hash2", [0, 1, 2, 9, 5]))), {
            ...{ kind: "flowing", requests: 5, scrapeMs: 5000 },
        });
    });

    it("are unknown until every pod that is there was scraped after the abort", async () => {
        const pending = { kind: "unknown", problem: { kind: "notScrapedTwice" } };
        const fresh = series("one", "hash2", [0, 0, 0, 0, 0]);
        assert.deepEqual(await drained(answers(series("two", "hash2", [3]))), pending);
        const early = series("two", "hash2", [3, 3], [6, 11]);
        assert.deepEqual(await drained(answers(fresh, early)), { ...pending, scrapeMs: 5000 });
    });

    it("are unknown while the interval that has some began before, and over if one that began before has none", async () => {
        const problem = { kind: "notScrapedTwice" };
        const longer = (last: number) => answers(series("one", "hash2", [3, 3, last], [0, 9, 18]));
        assert.deepEqual(await drained(longer(7)), { kind: "unknown", problem, scrapeMs: 9000 });
        assert.deepEqual(await drained(longer(3)), { kind: "stopped" });
    });

    it("are counted without a pod that was not scraped twice in a row", async () => {
        const gone = series("gone", "hash2", [0, 40], [0, 2]);
        assert.deepEqual(await drained(answers(gone, series("one", "hash2", [5, 5, 5, 5, 5]))), { kind: "stopped" });
    });

    it("are those of the replaced version after a promotion", async () => {
        const selector = 'http_requests_total{job="a\\"pp",rollouts_pod_template_hash="hash1"}';
        const problem = { kind: "noSeries", selector };
        assert.deepEqual(await drained(answers(), "hash1"), { kind: "unknown", problem });
    });

    it("are unknown without series, and while Prometheus does not answer", async () => {
        const selector = 'http_requests_total{job="a\\"pp",rollouts_pod_template_hash="hash2"}';
        assert.deepEqual(await drained(answers()), { kind: "unknown", problem: { kind: "noSeries", selector } });
        const away = { samples: () => Promise.reject(new Error("Prometheus is away")) };
        const problem = { kind: "noAnswer", message: "Prometheus is away" };
        assert.deepEqual(await drained(away), { kind: "unknown", problem });
    });

    it("are looked for in the last two minutes before the abort, too", async () => {
        const asked: number[] = [];
        await drained({
            samples: (_selector, from, until) => {
                asked.push(from, until);
                return Promise.resolve([]);
            },
        });
        assert.deepEqual(asked, [-108_000, 20_000]);
    });
});
