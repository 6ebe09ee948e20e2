import assert from "node:assert/strict";
import { assertEnded, jobOn } from "./support/job";
import { appOf } from "./support/app";
import { imageOf } from "./support/environment";

interface ListedObject {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly generation?: number };
}

/** A short schedule: the tests check what comes before and after the rollout. */
const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("the scripts of a pipeline", function () {
    this.timeout("15m");
    const app = appOf("pipeline");

    /** Runs a script on the app's stack. */
    const onApp = async (script: string, ...args: readonly string[]) => jobOn(await app.stack(), script, ...args);

    /** The versions of the app's objects; of those that controllers write to, the generation. */
    async function declared(): Promise<string[]> {
        const quiet = ["services", "ingresses", "analysistemplates", "serviceaccounts", "networkpolicies"];
        const written = ["rollouts", "deployments", "poddisruptionbudgets"];
        const versions = async (kinds: readonly string[], version: (one: ListedObject) => unknown) =>
            ((await app.list(kinds.join())) as unknown as ListedObject[]).map(
                (one) => `${one.kind} ${one.metadata.name} ${String(version(one))}`,
            );
        return [
            ...(await versions(quiet, ({ metadata }) => metadata.resourceVersion)),
            ...(await versions(written, ({ metadata }) => metadata.generation)),
        ];
    }

    it("update a stack without violations, with the gate's verdict and lines in the summary", async () => {
        await app.deploy("v1", settings);
        const deployed = await onApp("deploy", "--policies", "dev", "--set", `image=${imageOf("v2")}`);
        assertEnded(deployed, 0);
        const { summary } = deployed;
        assert.match(summary, /^## Update of e2e.*: Promoted\n/);
        assert.match(summary, /^### ✅ e2e-pipeline\/\S+: Promoted$/m);
        assert.match(summary, /^Revision 2, image \S+:v2$/m);
        assert.match(summary, /^\| p99-latency \| &#60; 500 ms \| \d+ \| [\d.]+ ms \|.* \| Successful \|$/m);
        // A row of the step, with the least fault that its requests show.
        assert.match(summary, /^\| \d\/3 \| 50 % \|.*\| the share matches \| [\d.]+ % errors.*\|$/m);
        assert.doesNotMatch(deployed.output, /^::error/m);
        assert.match(
            summary,
            /^\[\d\d:\d\d:\d\d\] Status: Paused       \| Canary:  50% \| Stable:  50% \| Step: 1\/3$/m,
        );
        assert.match(summary, /^- {5}spec\.template\S*image: "\S+:v1"\n\+ {5}spec\.template\S*image: "\S+:v2"$/m);
    });

    it("preview a change field by field, and nothing to do for the deployed image", async () => {
        const nothing = await onApp("preview", "--policies", "dev", "--deployed-image");
        assertEnded(nothing, 0);
        assert.match(nothing.summary, /^## Preview of e2e.*: nothing to change\n/);
        const more = await onApp("preview", "--policies", "dev", "--deployed-image", "--set", "replicas=3");
        assertEnded(more, 0);
        assert.match(more.summary, /^- {5}spec\.replicas: 2\n\+ {5}spec\.replicas: 3$/m);
    });

    it("reject a violation in the preview and in the update, and apply nothing", async () => {
        const stack = await app.stack();
        const before = { declared: await declared(), state: await stack.state() };
        assert.ok(before.declared.length >= 10, before.declared.join("\n"));
        for (const script of ["preview", "deploy"]) {
            // prod.json requires, among others, an image digest.
            const rejected = await onApp(script, "--policies", "prod", "--set", "replicas=3");
            assertEnded(rejected, 1);
            assert.match(rejected.summary, /^## (Preview|Update) of e2e.*: rejected by policies\n/);
            assert.match(rejected.summary, /^\| `images-pinned` \| mandatory \| `e2e-pipeline` /m);
            assert.equal(rejected.summary.includes("Nothing was applied"), script === "deploy");
        }
        assert.deepEqual({ declared: await declared(), state: await stack.state() }, before);
    });

    it("find drift with the manually edited fields, and change nothing", async () => {
        const clean = await onApp("drift", "--deployed-image");
        assertEnded(clean, 0);
        assert.match(clean.summary, /^## Drift of e2e.*: none\n/);

        const patch = [{ op: "replace", path: "/spec/metrics/0/successCondition", value: "result[0] < 1000000" }];
        const template = `${app.name}-analysis`;
        await app.kubectl("patch", "analysistemplate", template, "--type=json", `--patch=${JSON.stringify(patch)}`);
        const before = await declared();
        const found = await onApp("drift", "--deployed-image");
        assertEnded(found, 1);
        assert.match(found.summary, /^## Drift of e2e.*: found\n/);
        assert.match(
            found.summary,
            /^- {5}spec\.metrics\[0\]\.successCondition: "result\[0\] < 500"\n\+ {5}\S+: "result\[0\] < 1000000"$/m,
        );
        assert.deepEqual(await declared(), before);
    });

    it("preview a new version with what its step can see of the live traffic", async () => {
        const { summary, ...preview } = await onApp(
            "preview",
            "--policies",
            "none",
            "--set",
            `image=${imageOf("v3")}`,
            "--check",
        );
        assertEnded({ summary, ...preview }, 0);
        assert.match(summary, /^### Schedule of e2e-pipeline\/\S+$/m);
        assert.match(
            summary,
            /^\| 50 % \| 20 s \| \d{2,} \| [\d.]+ % errors or [\d.]+ % answers slower than 500 ms \|$/m,
        );
        assert.match(
            summary,
            /^At [\d.]+ requests\/s to both versions, with 99 %; all steps together: [\d.]+ % errors/m,
        );
    });

    it("fail with a rejected version, whose report and annotations name what was measured", async () => {
        const stack = await app.configured("v3", { ...settings, env: { FAULT_LATENCY_MS: "200-800" } });
        const { summary, ...rejected } = await jobOn(stack, "deploy", "--policies", "none");
        assertEnded({ summary, ...rejected }, 1);
        assert.match(summary, /^## Update of e2e.*: failed\n/);
        assert.match(summary, /^### ❌ e2e-pipeline\/\S+: Aborted$/m);
        const annotations = rejected.output.split("\n").filter((line) => line.startsWith("::error "));
        const slow =
            /^::error title=e2e-pipeline\/\S+%3A (p99-latency must be < 500 ms|answers slower than 500 ms)::.*\d/;
        assert.ok(
            annotations.some((line) => slow.test(line)),
            annotations.join("\n"),
        );
        assert.match(annotations.at(-1) ?? "", /^::error title=e2e-pipeline\/\S+%3A Aborted::rollout .* aborted/);
    });
});
