import assert from "node:assert/strict";
import { manyGates } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { Traffic } from "../../scripts/local/traffic";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const namespace = "e2e-many-gates";
const apps = Array.from({ length: 12 }, (_, index) => `many-${String(index + 1)}`);
const faulty = "many-3";

interface GateOutputs {
    readonly rolloutName: string;
    readonly outcome: string;
    readonly image: string;
    readonly evidence: { readonly shares?: readonly { readonly weight: number }[]; readonly notes?: readonly string[] };
}

describe("twelve apps in one pulumi up", function () {
    this.timeout("40m");
    let opened: Promise<Stack> | undefined;
    const stackOf = () => (opened ??= openStack("e2e-many-gates", { project: manyGates }));

    after(async () => {
        const stack = await stackOf();
        await stack.clear();
        await stack.forget();
    });

    async function up(version: string, settings: object, flags: readonly string[] = []) {
        const { target } = await environment();
        const stack = await stackOf();
        stack.configure({ ...target.settings, namespace, apps, image: imageOf(version), ...settings });
        return stack.up(undefined, ["--parallel", "4", ...flags]);
    }

    /** The state of every gate, by its Rollout. */
    async function gates(): Promise<Map<string, GateOutputs>> {
        const { deployment } = await (await stackOf()).state();
        const found = (deployment.resources ?? []).filter(({ type }) => type.endsWith("/canary:RolloutGate"));
        const outputs = found.map((one) => one.outputs as unknown as GateOutputs);
        return new Map(outputs.map((one) => [one.rolloutName, one]));
    }

    it("with --parallel 4: each gate watches its Rollout from the first weight on, one aborts, eleven promote", async () => {
        assertSucceeded(await up("v1", {}));
        const { target } = await environment();
        await Promise.all(apps.map((app) => new Traffic(target.kubectl, namespace, app).measured()));

        const run = await up("v2", { faulty }, ["--continue-on-error"]);
        assertFailed(run);
        const ended = await gates();
        const outcomes = Object.fromEntries([...ended].map(([app, { outcome }]) => [app, outcome]));
        assert.deepEqual(
            outcomes,
            Object.fromEntries(apps.map((app) => [app, app === faulty ? "Aborted" : "Promoted"])),
            run.output,
        );
        for (const [app, { evidence }] of ended) {
            const { shares = [], notes = [] } = evidence;
            assert.doesNotMatch(notes.join(), /before this gate/, `${app} ${notes.join()}`);
            if (app !== faulty) {
                assert.deepEqual(
                    shares.map(({ weight }) => weight),
                    [50],
                    app,
                );
            }
        }
        // The gate of the first Rollout may be alone at first.
        for (const app of apps.slice(1)) {
            assert.match(run.output, new RegExp(`${namespace}/${app}: Status: Paused .*Canary: +50%`));
        }

        // What was promoted is left as it is.
        const revision = await revisionOf("many-1");
        assertSucceeded(await up("v2", {}));
        assert.equal((await gates()).get(faulty)?.outcome, "Promoted");
        assert.equal(await revisionOf("many-1"), revision);
    });

    /** The number of versions that an app has had. */
    async function revisionOf(app: string): Promise<string | undefined> {
        const { target } = await environment();
        const { metadata } = (await target.kubectl.json([
            ...["get", "rollout", app, `--namespace=${namespace}`, "--output=json"],
        ])) as { metadata: { annotations: Record<string, string> } };
        return metadata.annotations["rollout.argoproj.io/revision"];
    }
});
