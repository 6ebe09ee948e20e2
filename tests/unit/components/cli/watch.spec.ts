import assert from "node:assert/strict";
import {
    type Display,
    jsonDisplay,
    linesDisplay,
    terminalDisplay,
} from "../../../../components/src/cli/rollout/display";
import type { RolloutView } from "../../../../components/src/cli/rollout/rolloutView";
import { watch } from "../../../../components/src/cli/watch";
import { until } from "../../../support/until";
import { type CommandCluster, commandCluster, exitCodeOfRejection, name, pausedAtFirstWeight } from "./cluster";

describe("canary-delivery watch", function () {
    this.timeout("20s");
    let cluster: CommandCluster;
    beforeEach(async () => {
        cluster = await commandCluster();
        // A Prometheus without samples.
        cluster.server.serve("/api/v1/namespaces/monitoring/services", () => ({
            json: { status: "success", data: { resultType: "matrix", result: [] } },
        }));
    });
    afterEach(async () => {
        await cluster.server.stop();
    });
    const options = {
        prometheusAddress: "http://prometheus.monitoring:9090",
        ...{ prometheusUrl: "", job: "shop", requestsMetric: "http_requests_total", header: {} },
    };
    const start = (display: Display, timeout?: number, json?: true) =>
        watch(
            cluster.api,
            name,
            { ...options, ...(timeout && { timeout }), ...(json && { json }) },
            display,
            cluster.print,
        );
    const lines = () => linesDisplay(cluster.print, Date.now());
    const seen = (text: string) =>
        until(`"${text}" is shown after:\n${cluster.lines.join("\n")}`, () => cluster.lines.join("\n").includes(text));

    /** The Rollout's analysis: less than 5 % errors of the job cart. */
    function analyseErrors(): void {
        const query =
            'sum(rate(http_requests_total{job="cart",status_code!~"2.."}[1m])) / sum(rate(http_requests_total{job="cart"}[1m]))';
        cluster.server.put("/apis/argoproj.io/v1alpha1/namespaces/demo/analysistemplates", {
            metadata: { name: "ops-hardening-analysis" },
            spec: {
                metrics: [
                    {
                        ...{ name: "errors", successCondition: "result[0] < 0.05" },
                        provider: { prometheus: { address: "http://prometheus.monitoring:9090", query } },
                    },
                ],
            },
        });
    }

    it("prints the gate's lines until the version is Healthy", async () => {
        pausedAtFirstWeight(cluster);
        const end = start(lines());
        await seen("Status: Paused");
        cluster.rollout.resume(2);
        cluster.rollout.setWeight(100, 8);
        await seen("Canary: 100%");
        const { hash } = cluster.rollout;
        // The controller's first write of the end: the status has the weight of the last step.
        cluster.rollout.writeIngresses(0);
        cluster.rollout.write({ stableRS: hash, currentStepIndex: 9, phase: "Healthy", message: "" });
        await seen("Step: 9/9");
        assert.equal(await Promise.race([end, Promise.resolve("going on")]), "going on");
        cluster.rollout.promote();
        assert.equal(await end, 0);
        assert.match(cluster.lines.at(-1) ?? "", /^rollout demo\/ops-hardening-demo is Healthy: revision 2, v2, /);
        assert.ok(cluster.server.requests.every(({ method }) => method === "GET"));
    });

    it("ends at once for a Healthy Rollout", async () => {
        assert.equal(await start(lines()), 0);
    });

    it("waits for the traffic of an aborted version, and fails", async () => {
        pausedAtFirstWeight(cluster);
        const end = start(lines());
        await seen("Status: Paused");
        cluster.rollout.abort("metric p99-latency assessed Failed");
        await seen("Status: Degraded");
        cluster.rollout.returnTraffic();
        assert.equal(await end, 1);
        assert.match(
            cluster.lines.at(-1) ?? "",
            /aborted at step 1\/9 \(setWeight 10\): .*; traffic is back on stable/,
        );
    });

    it("ends at its timeout with 3, and with 4 while an inconclusive analysis holds the rollout", async () => {
        pausedAtFirstWeight(cluster);
        assert.equal(await start(lines(), 1), 3);
        assert.match(cluster.lines.at(-1) ?? "", /is Paused at step 1\/9 .*; it did not end in time$/);
        cluster.rollout.holdInconclusive();
        assert.equal(await start(lines(), 1), 4);
    });

    it("goes on with a version that replaces another, and fails when the Rollout is removed", async () => {
        pausedAtFirstWeight(cluster);
        const end = start(lines());
        await seen("Status: Paused");
        cluster.rollout.declare("v3");
        cluster.rollout.observe();
        await seen("Note: another version follows: revision 3, v3, pod hash hash3");
        cluster.server.remove(cluster.rollout.paths.rollouts, name.name);
        assert.equal(await end, 1);
        assert.match(cluster.lines.at(-1) ?? "", /was removed$/);
    });

    it("reports a lost connection, and goes on when the cluster answers again", async () => {
        pausedAtFirstWeight(cluster);
        const end = start(lines());
        await seen("Status: Paused");
        await cluster.server.close();
        await seen("Note: connection lost, reconnecting: ");
        await cluster.server.listen();
        cluster.rollout.promote();
        assert.equal(await end, 0);
    });

    it("prints events as JSON, one a line, and the end with the exit code", async () => {
        pausedAtFirstWeight(cluster);
        const end = start(jsonDisplay(cluster.print), undefined, true);
        await seen('"event":"rollout"');
        cluster.rollout.abort("metric p99-latency assessed Failed");
        cluster.rollout.returnTraffic();
        assert.equal(await end, 1);
        const events = cluster.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        assert.ok(events.every(({ version }) => version === 1));
        const [note, first] = events;
        assert.equal(note?.["text"], "answers are not judged: options name Prometheus, the job and the counter");
        assert.deepEqual([first?.["event"], first?.["phase"], first?.["step"]], ["rollout", "Paused", 1]);
        const { event, ending, exitCode, standing } = events.at(-1) ?? {};
        assert.deepEqual(
            { event, ending, exitCode, standing },
            {
                ...{ event: "end", ending: "failed", exitCode: 1, standing: "failed" },
            },
        );
    });

    it("draws over its last drawing in a terminal, within its width and height", async () => {
        pausedAtFirstWeight(cluster);
        cluster.rollout.analyse("Running", { "p99-latency": ["41", "250"] });
        const written: string[] = [];
        const terminal = { columns: 60, rows: 12, write: (text: string) => written.push(text) };
        const end = start(terminalDisplay(terminal, Date.now()));
        await until("the requests are shown", () => written.at(-1)?.includes("requests ") === true);
        const last = written.at(-1) ?? "";
        const [, up, drawing = ""] = /^\u001b\[(\d+)A\r\u001b\[J([^]*)$/.exec(last) ?? [];
        const before = written.at(-2)?.split("\n").length ?? 0;
        assert.equal(Number(up), before - 1);
        const drawn = drawing.split("\n").slice(0, -1);
        assert.ok(drawn.length <= 11, String(drawn.length));
        assert.ok(drawn.every((line) => Array.from(line).length <= 60));
        assert.match(drawing, /^requests +unknown: Prometheus has no http_requests_tota…$/m);
        cluster.rollout.promote();
        assert.equal(await end, 0);
    });

    it("finds the requests by the Rollout's analysis", async () => {
        pausedAtFirstWeight(cluster);
        analyseErrors();
        const display = jsonDisplay(cluster.print);
        const end = watch(cluster.api, name, { prometheusUrl: "", header: {}, timeout: 2 }, display, cluster.print);
        await seen('"share":{"unknown":"Prometheus has no http_requests_total{job=\\"cart\\"}');
        assert.equal(await end, 3);
    });

    describe("judges the answers by the thresholds of the Rollout's analysis", () => {
        const analysed = { prometheusUrl: "", header: {} };

        /** Serves both versions' counters of the last 2 minutes: 36 and 4 requests per second, and a part of the new one's 5xx. */
        function answer(badPart: number): void {
            const start = Math.floor(Date.now() / 1000) - 120;
            cluster.server.serve("/api/v1/namespaces/monitoring/services", () => {
                const scrapes = Math.floor((Date.now() / 1000 - start) / 2) + 1;
                const series = (name: string, hash: string, value: (seconds: number) => number, status?: string) => ({
                    metric: {
                        ...{ __name__: name, job: "cart", pod: hash, rollouts_pod_template_hash: hash },
                        ...(status !== undefined && { status_code: status }),
                    },
                    values: Array.from({ length: scrapes }, (_, index) => [
                        start + 2 * index,
                        String(Math.round(value(2 * index))),
                    ]),
                });
                const requests = (hash: string, perSecond: number, status: string) =>
                    series("http_requests_total", hash, (seconds) => perSecond * seconds, status);
                const result = [
                    ...["hash1", "hash2"].map((hash) => series("up", hash, () => 1)),
                    requests("hash1", 36, "200"),
                    requests("hash2", 4 * (1 - badPart), "200"),
                    requests("hash2", 4 * badPart, "500"),
                ];
                return { json: { status: "success", data: { resultType: "matrix", result } } };
            });
        }

        /** The judge in the last event with one. */
        const judged = () =>
            cluster.lines.map((line) => (JSON.parse(line) as RolloutView).judge).findLast((one) => one !== undefined);

        /** A pause that began a minute ago. */
        function pausedForAMinute(): void {
            cluster.rollout.now = () => new Date(Date.now() - 60_000);
            pausedAtFirstWeight(cluster);
            analyseErrors();
        }

        it("and notes a rejection, once, with later counts in the events", async () => {
            pausedForAMinute();
            answer(0.5);
            const json = { ...analysed, json: true } as const;
            const end = watch(cluster.api, name, json, jsonDisplay(cluster.print), cluster.print);
            await seen('"rejected":true');
            const { all } = judged()?.answers.errors?.new ?? {};
            assert.ok(all !== undefined && all > 200 && all < 300, JSON.stringify(judged()));
            await until("later answers count", () => (judged()?.answers.errors?.new.all ?? 0) > all);
            cluster.rollout.promote();
            assert.equal(await end, 0);
            const notes = cluster.lines.filter((line) => /"event":"note".*: worse with 99\.9 % confidence/.test(line));
            assert.equal(notes.length, 1, cluster.lines.join("\n"));
            assert.match(
                notes[0] ?? "",
                /the new version answered \d+ of \d+ requests with 5xx \(5\d(\.\d)? %\), the stable version 0 of/,
            );
            const { errors, latency } = judged()?.answers ?? {};
            assert.ok(errors !== undefined && errors.new.bad > 100 && errors.stable.bad === 0, JSON.stringify(errors));
            assert.equal(latency, undefined);
        });

        it("and draws the counts in a terminal", async () => {
            pausedForAMinute();
            answer(0);
            const written: string[] = [];
            const terminal = { columns: 200, rows: 40, write: (text: string) => written.push(text) };
            const end = watch(cluster.api, name, analysed, terminalDisplay(terminal, Date.now()), cluster.print);
            const row = /^judge +the new version answered 0 of \d+ requests with 5xx \(0 %\), .*: not rejected; /m;
            await until("the judge is shown", () => row.test(written.at(-1) ?? ""));
            cluster.rollout.promote();
            assert.equal(await end, 0);
        });

        it("and reports that Prometheus does not answer any more", async () => {
            pausedForAMinute();
            answer(0);
            const end = watch(cluster.api, name, analysed, jsonDisplay(cluster.print), cluster.print);
            await seen("not rejected; ");
            cluster.server.serve("/api/v1/namespaces/monitoring/services", () => ({ status: 503, json: {} }));
            await until(
                "the silence is shown",
                () => judged()?.sentences.some((text) => text.startsWith("the last look failed: ")) === true,
            );
            assert.match(judged()?.sentences[0] ?? "", /answered 0 of \d+ requests with 5xx/);
            cluster.rollout.promote();
            assert.equal(await end, 0);
        });
    });

    it("counts no requests, with a note, where the analysis does not name them", async () => {
        pausedAtFirstWeight(cluster);
        const none = { prometheusUrl: "", header: {}, timeout: 1 };
        assert.equal(await watch(cluster.api, name, none, lines(), cluster.print), 3);
        assert.match(
            cluster.lines[0] ?? "",
            /Note: the shares .* are not measured: neither the arguments nor the Rollout's analysis name/,
        );
    });

    it("sends no header to an address that the analysis names", async () => {
        const open = { prometheusUrl: "", header: { Authorization: "secret" }, timeout: 1 };
        assert.equal(await exitCodeOfRejection(watch(cluster.api, name, open, lines(), cluster.print)), 2);
    });

    it("rejects a Rollout that does not exist, and a cluster that does not allow it", async () => {
        cluster.server.forbid(cluster.rollout.paths.replicaSets);
        assert.equal(await exitCodeOfRejection(start(lines())), 5);
        cluster.server.remove(cluster.rollout.paths.rollouts, name.name);
        assert.equal(await exitCodeOfRejection(start(lines())), 2);
    });
});
