import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { UpdateReport } from "../../components/src/report/report";
import { execa } from "execa";
import type { KeptVerdict } from "../../components/src/gate/cluster/verdictHistory";
import { checkout } from "../../scripts/local/home";
import { schemaProblems } from "../support/report/schema";
import { gateFailureOf, gateLine } from "../../scripts/local/gateOutput";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const steps = [
    { setWeight: 10 },
    { pause: { duration: "30s" } },
    { setWeight: 50 },
    { pause: { duration: "20s" } },
    { setWeight: 100 },
];

/** The interval of Pulumi.dev.yaml. */
const scrapeSeconds = 2;

/** Reads the report that a path names. */
function reportAt(path: string): UpdateReport {
    return JSON.parse(readFileSync(join(dirname(path), "report.json"), "utf8")) as UpdateReport;
}

describe("the report of an update", function () {
    this.timeout("15m");
    const app = appOf("reports");
    const folder = mkdtempSync(join(tmpdir(), "reports-"));
    after(() => {
        if (process.env["KEEP_REPORTS"] === undefined) {
            rmSync(folder, { recursive: true });
        }
    });
    let good = "";

    it("of a good version has what the update showed, under the path in the outputs and the last line", async () => {
        await app.deploy("v1", { reportFolder: folder });
        const run = await app.up("v2", { steps, reportFolder: folder });
        assertSucceeded(run);
        const { report: path, outcome } = await app.outputs();
        assert.equal(outcome, "Promoted");
        good = String(path);
        assert.match(
            run.lines.flatMap(({ text }) => gateLine(text) ?? []).at(-1) ?? "",
            new RegExp(`Note: report: ${good}$`),
        );
        assert.deepEqual(readdirSync(dirname(good)).sort(), ["junit.xml", "report.html", "report.json", "report.md"]);
        const report = reportAt(good);
        assert.deepEqual(schemaProblems(report), []);
        assert.equal(report.success, true);
        assert.deepEqual(
            report.pauses.map(({ weight, share }) => [weight, share?.result]),
            [
                [10, "within"],
                [50, "within"],
            ],
        );
        const routed = report.weights.flatMap((one) => one.routed ?? []);
        assert.deepEqual(
            [10, 50, 100].filter((weight) => !routed.includes(weight)),
            [],
        );
        assert.ok(
            report.writes.some(({ by }) => by === "rollouts-controller" || by === "argo-rollouts"),
            "no write of the controller",
        );
    });

    it("has the counters that Prometheus has at the same instants", async () => {
        const { counters, newVersion, stableVersion } = reportAt(good);
        const traffic = await app.traffic();
        const inspected = counters.filter(({ new: one, stable }) => one !== undefined && stable !== undefined);
        assert.ok(inspected.length >= 5, `only ${String(inspected.length)} instants`);
        for (const { at, ...versions } of inspected) {
            const time = String(Date.parse(at) / 1000);
            const answer = await traffic.prometheus(
                `sum by (rollouts_pod_template_hash) (http_requests_total{job="${app.name}"} @ ${time})`,
            );
            for (const [hash, counts] of [
                [newVersion?.podHash, versions.new],
                [stableVersion?.podHash, versions.stable],
            ] as const) {
                const known = answer.find(({ labels }) => labels["rollouts_pod_template_hash"] === hash)?.value ?? 0;
                assert.equal((counts?.answers ?? 0) + (counts?.errors ?? 0), known, `${String(hash)} at ${at}`);
            }
        }
    });

    it("of a bad version has the fault, its exposure and the abort", async () => {
        await app.drained("30s");
        const run = await app.up("v3", { steps, reportFolder: folder, env: { FAULT_LATENCY_MS: "200-800" } });
        assertFailed(run);
        const failure = gateFailureOf(run.output) ?? run.output;
        const path = /; report: (\S+\/report\.html)/.exec(failure)?.[1] ?? "";
        const report = reportAt(path);
        assert.deepEqual(schemaProblems(report), []);
        assert.equal(report.code, "Unhealthy");
        assert.ok(failure.startsWith(report.sentence), failure);
        const latency = report.judge?.signals.find(({ signal }) => signal === "latency");
        assert.notDeepEqual(latency?.rejected, []);
        const { exposure, newVersion, counters } = report;
        assert.ok((exposure?.slow ?? 0) > 0);
        // All that it ever answered, also after the abort, except what came before the judge's first look.
        const series = `http_requests_total{job="${app.name}",rollouts_pod_template_hash="${newVersion?.podHash ?? ""}"}`;
        const [ever] = await (await app.traffic()).prometheus(`sum(max_over_time(${series}[5m]))`);
        const looked = await answersAt(series, Date.parse(counters.find((point) => point.new !== undefined)?.at ?? ""));
        // A pod that the first look knew before its first answer counts from 0, one that it did not know from its first look.
        const begins = counters[0]?.new === undefined ? [0, looked] : [looked];
        const counted = begins.map((begin) => (ever?.value ?? NaN) - begin);
        assert.ok(
            counted.some((answers) => Math.abs(answers - (exposure?.answers ?? NaN)) <= 2),
            `${exposure?.answers} answers are reported, Prometheus has ${counted.join(" or ")}`,
        );
        assert.ok(report.writes.some(({ by, action }) => by === "canary-delivery" && action?.startsWith("aborting")));
        assert.equal(report.weights.at(-1)?.routed, 0);
        assert.match(readFileSync(join(dirname(path), "junit.xml"), "utf8"), /<failure message="rejected/);
    });

    /** Returns a counter of one pod at a time in milliseconds, between two scrapes in proportion. */
    async function answersAt(series: string, at: number): Promise<number> {
        const traffic = await app.traffic();
        const scrapeUntil = async (seconds: number) => {
            const [value] = await traffic.prometheus(`sum(${series} @ ${seconds})`);
            const [time] = await traffic.prometheus(`max(timestamp(${series} @ ${seconds}))`);
            return { value: value?.value ?? NaN, at: time?.value ?? NaN };
        };
        const [before, after] = [await scrapeUntil(at / 1000), await scrapeUntil(at / 1000 + scrapeSeconds)];
        const share = after.at > before.at ? (at / 1000 - before.at) / (after.at - before.at) : 0;
        return before.value + (after.value - before.value) * share;
    }

    it("is kept in short next to the Rollout: the verdicts of all three updates", async () => {
        const { target } = await environment();
        const { kubeconfig, kubeContext } = target.settings;
        const { stdout } = await execa("node", [
            ...[join(checkout, "components", "dist", "cli", "index.js"), "history", `${app.namespace}/${app.name}`],
            ...["--kubeconfig", kubeconfig, "--context", kubeContext, "--json"],
        ]);
        const { verdicts: kept } = JSON.parse(stdout) as { verdicts: KeptVerdict[] };
        assert.deepEqual(
            kept.map(({ outcome, revision, image }) => [outcome, revision, image.replace(/^.*:/, "")]),
            [
                ["Initial", 1, "v1"],
                ["Promoted", 2, "v2"],
                ["Aborted", 3, "v3"],
            ],
        );
        assert.match(kept[1]?.measurements["p99-latency"] ?? "", /^[\d.]+ ms$/);
        assert.match(kept[2]?.sentence ?? "", /slower than 500 ms/);
    });
});
