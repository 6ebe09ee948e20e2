import assert from "node:assert/strict";
import { renamed as renamedProject } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const namespace = "e2e-renamed";

describe("a CanaryApp of another name", function () {
    this.timeout("15m");
    let opened: Promise<Stack> | undefined;
    const stackOf = () => (opened ??= openStack("e2e-renamed", { project: renamedProject }));

    after(async () => {
        const stack = await stackOf();
        await stack.clear();
        await stack.forget();
    });

    async function up(settings: Readonly<Partial<Record<string, string>>>) {
        const { target } = await environment();
        const stack = await stackOf();
        stack.configure({ ...target.settings, namespace, image: imageOf("v1"), ...settings });
        return stack.up();
    }

    /** The uids of the app's objects, by kind and name. */
    async function uids(): Promise<Record<string, string>> {
        const { target } = await environment();
        const kinds =
            "rollouts,replicasets,services,ingresses,servicemonitors,analysistemplates,serviceaccounts,poddisruptionbudgets";
        const { items } = (await target.kubectl.json([
            ...["get", kinds, `--namespace=${namespace}`, "--output=json"],
        ])) as { items: { kind: string; metadata: { name: string; uid: string } }[] };
        return Object.fromEntries(items.map(({ kind, metadata: { name, uid } }) => [`${kind} ${name}`, uid]));
    }

    it("is rejected before anything is changed, and with its old name in aliases goes on with the same objects", async () => {
        assertSucceeded(await up({ component: "shop" }));
        const before = await uids();
        assert.ok(
            Object.keys(before).includes("Rollout web") && Object.keys(before).length >= 9,
            Object.keys(before).join(),
        );

        const named = { component: "shop", componentNames: "true" };
        for (const without of [{ component: "store" }, { component: "shop", parent: "team" }, named]) {
            const run = await up(without);
            assertFailed(run);
            assert.match(
                run.output,
                /Rollout e2e-renamed\/web is declared by \S+, but was by canary:index:CanaryApp::shop, nothing was changed/,
            );
            assert.deepEqual(await uids(), before);
        }

        const moved = { component: "team-store", parent: "team" };
        assertSucceeded(await up({ ...moved, alias: "shop" }));
        assert.deepEqual(await uids(), before);
        // The next update needs the alias no longer.
        assertSucceeded(await up(moved));
        assert.deepEqual(await uids(), before);
        // An alias of its parent is one of the component's.
        assertSucceeded(await up({ component: "crew-store", parent: "crew", formerParent: "team" }));
        assert.deepEqual(await uids(), before);
    });
});
