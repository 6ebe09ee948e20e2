import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { argoRolloutsCustomResources } from "../../components/src/platform/argoRollouts";
import { releaseManifests } from "../../components/src/platform/versions";
import { definitions as definitionsProject } from "../../scripts/local/project";
import { moduleFolder } from "../../scripts/local/toolchain/goProgram";
import type { Stack } from "../../scripts/local/stack";
import { environment, openStack } from "./support/environment";
import { assertSucceeded } from "./support/pulumiRuns";

/** A template with a field that Argo Rollouts 1.9 lacks and 1.10 has, with the default 10s. */
const template = (name: string) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisTemplate",
    metadata: { name, namespace: "default" },
    spec: {
        metrics: [
            { name: "any", provider: { datadog: { apiVersion: "v2", query: "avg:any{*}", requestTimeout: "20s" } } },
        ],
    },
});

describe("the CustomResourceDefinitions of Argo Rollouts", function () {
    this.timeout("15m");
    let opened: Promise<Stack> | undefined;
    const definitions = () => (opened ??= openStack("e2e-definitions", { project: definitionsProject }));

    async function up(manifest: { readonly url: string; readonly sha256: string }, retain: boolean) {
        const { target } = await environment();
        const stack = await definitions();
        stack.configure({ ...target.settings, ...manifest, retain: String(retain) });
        assertSucceeded(await stack.up());
        return (await stack.outputs())["generations"] as Record<string, number>;
    }

    /** Creates an object; in contrast to an apply, fields that the definition lacks are dropped. */
    async function create(name: string): Promise<void> {
        const { target } = await environment();
        await target.kubectl.run(["create", "--validate=ignore", "--filename=-"], JSON.stringify(template(name)));
    }

    /** The stored value of the field that only the newer release has. */
    async function timeoutOf(name: string): Promise<unknown> {
        const { target } = await environment();
        const { spec } = (await target.kubectl.json([
            ...["get", "analysistemplate", name, "--namespace=default", "--output=json"],
        ])) as { spec: { metrics: { provider: { datadog: { requestTimeout?: string } } }[] } };
        return spec.metrics[0]?.provider.datadog.requestTimeout;
    }

    async function existing(): Promise<string[]> {
        const { target } = await environment();
        const found = await target.kubectl.run(["get", "customresourcedefinitions", "--output=name"]);
        return argoRolloutsCustomResources.filter((name) => found.includes(`/${name}`));
    }

    it("are upgraded from 1.9 to 1.10 with the objects of their kinds in place", async () => {
        const { platform } = await environment();
        await platform.clearLeftovers(console.log);
        const file = join(
            await moduleFolder("argo-rollouts-1.9", "github.com/argoproj/argo-rollouts"),
            "manifests/install.yaml",
        );
        const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
        const before = await up({ url: pathToFileURL(file).href, sha256 }, true);
        assert.deepEqual(Object.keys(before).sort(), [...argoRolloutsCustomResources].sort());
        await create("before");
        assert.equal(await timeoutOf("before"), undefined);

        const after = await up(releaseManifests.argoRollouts, true);
        for (const name of argoRolloutsCustomResources) {
            assert.equal(after[name], (before[name] ?? 0) + 1, name);
        }
        assert.equal(await timeoutOf("before"), "10s");
        await create("after");
        assert.equal(await timeoutOf("after"), "20s");
    });

    it("are retained with every object of their kinds if configured, and adopted by the next stack", async () => {
        assertSucceeded(await (await definitions()).destroy());
        assert.deepEqual(await existing(), argoRolloutsCustomResources);
        assert.equal(await timeoutOf("after"), "20s");
        await up(releaseManifests.argoRollouts, false);
        assert.equal(await timeoutOf("after"), "20s");
    });

    it("are removed with the stack otherwise", async () => {
        assertSucceeded(await (await definitions()).destroy());
        assert.deepEqual(await existing(), []);
    });
});
