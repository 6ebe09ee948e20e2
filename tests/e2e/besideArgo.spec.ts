import assert from "node:assert/strict";
import { join } from "node:path";
import { argoRolloutsCustomResources } from "../../components/src/platform/argoRollouts";
import { images } from "../../components/src/platform/versions";
import { moduleFolder } from "../../scripts/local/toolchain/goProgram";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const argoNamespace = "argo-rollouts";

describe("the platform next to an Argo Rollouts that kubectl has installed", function () {
    this.timeout("20m");
    const app = appOf("beside-argo", { platform: {} });
    /** Everything that the platform must not touch, as `kind/name`. */
    let installed: string[] = [];

    const kubectl = async (...args: string[]) => (await environment()).target.kubectl.run(args);
    /** The version of every installed object, which each write changes; a Deployment's, each write but to its status. */
    const versions = async () => {
        const { target } = await environment();
        const { items } = (await target.kubectl.json([
            ...["get", ...installed, `--namespace=${argoNamespace}`, "--output=json"],
        ])) as { items: { kind: string; metadata: { name: string; generation?: number; resourceVersion: string } }[] };
        return items.map(({ kind, metadata: { name, generation, resourceVersion } }) => ({
            object: `${kind} ${name}`,
            version: kind === "Deployment" ? generation : resourceVersion,
        }));
    };

    before(async () => {
        const { platform } = await environment();
        await platform.clearLeftovers(console.log);
        // Kept, as they are by default.
        await kubectl("delete", "customresourcedefinitions", ...argoRolloutsCustomResources, "--ignore-not-found");
        const manifests = await moduleFolder("argo-rollouts-1.9", "github.com/argoproj/argo-rollouts");
        await kubectl("create", "namespace", argoNamespace);
        const applied = await kubectl(
            ...["apply", "--server-side", `--namespace=${argoNamespace}`, "--output=name"],
            `--filename=${join(manifests, "manifests", "install.yaml")}`,
        );
        installed = applied.trim().split("\n");
        await kubectl(
            ...["wait", "--for=condition=Established", "--timeout=60s"],
            ...argoRolloutsCustomResources.map((name) => `customresourcedefinition/${name}`),
        );
    });

    after(async () => {
        if (installed.length > 0) {
            await kubectl("delete", ...installed, "--ignore-not-found", `--namespace=${argoNamespace}`);
        }
        await kubectl("delete", "namespace", argoNamespace, "--ignore-not-found", "--wait=true");
    });

    it("is not installed: one error lists every object, and names the setting for a platform of others", async () => {
        const before = await versions();
        const run = await app.up("v1");
        assertFailed(run);
        for (const object of [
            ...["Namespace argo-rollouts", "Deployment argo-rollouts/argo-rollouts", "ClusterRole argo-rollouts"],
            ...argoRolloutsCustomResources.map((name) => `CustomResourceDefinition ${name}`),
        ]) {
            assert.ok(run.output.includes(`\n      ${object}\n`), object);
        }
        // Its objects, and its namespace.
        assert.match(run.output, new RegExp(`error: ${String(installed.length + 1)} objects exist`));
        assert.match(run.output, /use a platform that is installed already: set platform to existing/);
        assert.deepEqual(await versions(), before);
    });

    it("is installed over it after a handover of each object, as the error has it", async () => {
        const rejected = await app.up("v1");
        const owner = /kubectl annotate --overwrite KIND NAME (canary-delivery\/stack=\S+)/.exec(rejected.output)?.[1];
        assert.ok(owner);
        await kubectl("annotate", "--overwrite", "namespace", argoNamespace, owner);
        await kubectl("annotate", "--overwrite", ...installed, `--namespace=${argoNamespace}`, owner);
        assertSucceeded(await app.up("v1"));
        assert.equal((await app.outputs())["outcome"], "Initial");
        const image = "--output=jsonpath={.spec.template.spec.containers[0].image}";
        const deployed = await kubectl("get", "deployment", "argo-rollouts", `--namespace=${argoNamespace}`, image);
        assert.equal(deployed, images.argoRollouts);
    });
});
