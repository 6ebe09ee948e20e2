import assert from "node:assert/strict";
import { App, environment, imageOf, openStack } from "./environment";
import { assertEnded, buildPolicies, clusterSettings, job, sharedJob } from "./job";

interface ListedObject {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly generation?: number };
}

/** Short, for what is tested here comes before and after the rollout. */
const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("the scripts of a pipeline", function () {
    this.timeout("15m");
    const app = new App("ci");
    before(buildPolicies);

    /** The versions of what was declared of the app; of what controllers write to, the generation. */
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

    it("update a stack that keeps the rules, and have the gate's verdict and lines in the summary", async () => {
        await app.deploy("v1", settings);
        const deployed = await sharedJob("deploy", "--policies", "dev", "--set", `image=${imageOf("v2")}`);
        assertEnded(deployed, 0);
        const { summary } = deployed;
        assert.match(summary, /^## Update of e2e.*: Promoted\n/);
        assert.match(summary, /\*\*Promoted\*\*: revision 2, `\S+:v2`/);
        assert.match(summary, /\| p99-latency \| `[\d.]+` \| `result\[0\] < 500` \|/);
        assert.match(
            summary,
            /^\[\d\d:\d\d:\d\d\] Status: Paused       \| Canary:  50% \| Stable:  50% \| Step: 1\/3$/m,
        );
        assert.match(summary, /^- {5}spec\.template\S*image: "\S+:v1"\n\+ {5}spec\.template\S*image: "\S+:v2"$/m);
    });

    it("preview what a change would do, field by field, and what is deployed as nothing to do", async () => {
        const nothing = await sharedJob("preview", "--policies", "dev", "--deployed-image");
        assertEnded(nothing, 0);
        assert.match(nothing.summary, /^## Preview of e2e.*: nothing to change\n/);
        const more = await sharedJob("preview", "--policies", "dev", "--deployed-image", "--set", "replicas=3");
        assertEnded(more, 0);
        assert.match(more.summary, /^- {5}spec\.replicas: 2\n\+ {5}spec\.replicas: 3$/m);
    });

    it("refuse a violation in the preview and in the update, and apply nothing of it", async () => {
        const { stack } = await environment();
        const before = { declared: await declared(), state: await stack.state() };
        assert.ok(before.declared.length >= 10, before.declared.join("\n"));
        for (const script of ["preview", "deploy"]) {
            // Production wants a digest, and more than this.
            const refused = await sharedJob(script, "--policies", "prod", "--set", "replicas=3");
            assertEnded(refused, 1);
            assert.match(refused.summary, /^## (Preview|Update) of e2e.*: refused by policies\n/);
            assert.match(refused.summary, /^\| `images-pinned` \| mandatory \| `e2e-ci` /m);
            assert.equal(refused.summary.includes("Nothing was applied"), script === "deploy");
        }
        assert.deepEqual({ declared: await declared(), state: await stack.state() }, before);
    });

    it("find drift with the fields that somebody edited, and leave it to a person", async () => {
        const clean = await sharedJob("drift", "--deployed-image");
        assertEnded(clean, 0);
        assert.match(clean.summary, /^## Drift of e2e.*: none\n/);

        const patch = [{ op: "replace", path: "/spec/metrics/0/successCondition", value: "result[0] < 1000000" }];
        const template = `${app.name}-analysis`;
        await app.kubectl("patch", "analysistemplate", template, "--type=json", `--patch=${JSON.stringify(patch)}`);
        const before = await declared();
        const found = await sharedJob("drift", "--deployed-image");
        assertEnded(found, 1);
        assert.match(found.summary, /^## Drift of e2e.*: found\n/);
        assert.match(
            found.summary,
            /^- {5}spec\.metrics\[0\]\.successCondition: "result\[0\] < 500"\n\+ {5}\S+: "result\[0\] < 1000000"$/m,
        );
        assert.deepEqual(await declared(), before);
    });

    it("make an environment of its own, canary in it, and remove all of it, whatever the verdict", async () => {
        const { stack, target } = await environment();
        const ephemeral = async (name: string, ...args: readonly string[]) => {
            // Known to what clears the cluster, should this test be ended in the middle.
            await openStack(name);
            return job(
                ...(["ephemeral", name, ...(await clusterSettings())] as const),
                ...["--set", "platform=reference", "--set", `platformStack=${stack.qualifiedName}`],
                ...["--set", `host=${name}.local`, "--set", `baseline=${imageOf("v1")}`],
                ...["--set", `image=${imageOf("v2")}`, ...args],
            );
        };
        const [good, bad] = await Promise.all([
            ephemeral("e2e-pr-good"),
            // No version is that fast.
            ephemeral("e2e-pr-bad", "--set", "p99LatencyMilliseconds=1", "--set", "failureLimit=0"),
        ]);
        assertEnded(good, 0);
        assert.match(good.summary, /## Update of e2e-pr-good: Promoted\n/);
        assert.match(good.summary, /## Removal of e2e-pr-good: nothing is left\n$/);
        assertEnded(bad, 1);
        assert.match(bad.summary, /## Update of e2e-pr-bad: failed\n/);
        assert.match(
            bad.summary,
            /^rollout e2e-pr-bad\/e2e-pr-bad aborted at .*p99-latency measured .*, must be < 1;/m,
        );
        assert.match(bad.summary, /## Removal of e2e-pr-bad: nothing is left\n$/);

        const namespaces = await target.kubectl.run(["get", "namespaces", "--output=name"]);
        assert.doesNotMatch(namespaces, /e2e-pr-/);
        const again = await job("ephemeral", "e2e-pr-bad", "--destroy");
        assertEnded(again, 0);
        assert.match(again.output, /there is no stack e2e-pr-bad: nothing to remove/);
    });
});
