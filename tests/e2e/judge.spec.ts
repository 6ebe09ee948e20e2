import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { checkout } from "../../scripts/local/home";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const steps = [
    { setWeight: 10 },
    { pause: { duration: "30s" } },
    { setWeight: 50 },
    { pause: { duration: "30s" } },
    { setWeight: 100 },
];

describe("a version whose own answers are judged", function () {
    this.timeout("15m");
    const app = appOf("judge");

    /** Runs the package's command `judge`. */
    async function retrospective(...flags: string[]) {
        const { target } = await environment();
        const { kubeconfig, kubeContext } = target.settings;
        const rollout = `${app.namespace}/${app.name}`;
        const command = join(checkout, "components", "dist", "cli", "index.js");
        return execa(
            "node",
            [
                ...[command, "judge", "--rollout", rollout, "--kubeconfig", kubeconfig],
                ...["--context", kubeContext, ...flags],
            ],
            { reject: false },
        );
    }

    it("is promoted when they are good, and the faults that each pause can show are its evidence", async () => {
        await app.deploy("v1");
        const run = await app.up("v2", { steps });
        assertSucceeded(run);
        assert.match(run.output, /Note: with these requests the step at weight 10 sees \d+(\.\d+)? % errors /);
        const { evidence } = (await app.outputs()) as {
            evidence: { forecast: unknown; shares: { least: Record<string, number> }[] };
        };
        assert.ok(evidence.forecast !== undefined);
        const least = evidence.shares.map((share) => share.least["errors"] ?? 1);
        assert.equal(least.length, 2);
        assert.ok(
            least.every((share) => share < 0.25),
            least.join(),
        );
    });

    it("is not rejected afterwards either", async () => {
        const { exitCode, stdout, stderr } = await retrospective();
        assert.equal(exitCode, 0, stdout + stderr);
        assert.match(stdout, /the new version answered 0 of \d+ requests with 5xx \(0 %\), .*: not rejected; these/);
        assert.match(stdout, /requests slower than 500 ms .*: not rejected; these/);
    });

    it("is rolled back with 11 % of errors, of which the success rate over both versions shows 1.1 %", async () => {
        const run = await app.up("v3", { steps, env: { FAULT_ERROR_RATE: "0.11" } });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-judge\/e2e-judge was aborted by this gate at step \d\/5 \(setWeight (10|50)\): the new version answered \d+ of \d+ requests with 5xx \(\d+(\.\d+)? %\), .* with 99\.9 % confidence after \d+ s; traffic is back on stable .*; fix the image and run pulumi up again/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 100);
    });

    it("is rolled back in its bake time when it fails only under all of the traffic", async () => {
        await app.drained("30s");
        // One pod gets 12.5 requests/s of 25 %, and each of two 25 of all.
        const overloaded = { FAULT_ERROR_RATE: "0.5", FAULT_ABOVE_PER_SECOND: "22" };
        const run = await app.up("v3", {
            steps: [{ setWeight: 25 }, { pause: { duration: "30s" } }, { setWeight: 100 }],
            ...{ bakeTime: "60s", env: overloaded, requestsPerSecond: 50 },
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-judge\/e2e-judge was aborted by this gate at step 3\/4 \(setWeight 100\): the new version answered \d+ of \d+ requests with 5xx .*; traffic is back on stable /,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 100);
    });

    it("is rejected afterwards as well, by its counts of each 5 s", async () => {
        const { exitCode, stdout, stderr } = await retrospective("--since", "10m", "--json");
        assert.equal(exitCode, 1, stdout + stderr);
        const { rejections, looks } = JSON.parse(stdout) as {
            rejections: { signal: string; new: { all: number; bad: number } }[];
            looks: Record<string, { new: { bad: number } }>[];
        };
        assert.equal(rejections[0]?.signal, "errors");
        assert.ok(looks.some(({ errors }) => (errors?.new.bad ?? 0) > 0));
    });
});
