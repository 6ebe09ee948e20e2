import assert from "node:assert/strict";
import { poll } from "../../scripts/local/poll";
import { canaryIngress } from "../support/e2e/auditLog";
import { podHashLabel } from "../../components/src/gate/cluster/types";
import { appOf } from "./support/app";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface Rollout {
    readonly metadata: { readonly generation: number };
    readonly spec: { readonly replicas: number; readonly strategy: { canary: { steps: object[] } } };
    readonly status: { readonly phase: string; readonly availableReplicas: number };
}

interface DeclaredObject {
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly managedFields?: readonly { readonly manager: string; readonly time: string }[];
    };
}

/** A short schedule, and an autoscaler without metrics, which scales to its minimum only. */
const settings = {
    autoscaling: { minReplicas: 2, maxReplicas: 4 },
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

describe("an app that controllers write to", function () {
    this.timeout("15m");
    const app = appOf("drift");

    const rollout = async () => (await app.get("rollout")) as unknown as Rollout;

    /** The versions that the Services select, and the canary's weight. */
    async function routing() {
        const hashOf = async (service: string) => {
            const { spec } = (await app.get("service", service)) as { spec: { selector: Record<string, string> } };
            return spec.selector[podHashLabel];
        };
        const { metadata } = (await app.get("ingress", canaryIngress(app.name))) as {
            metadata: { annotations: Record<string, string> };
        };
        return {
            stable: await hashOf(`${app.name}-stable`),
            canary: await hashOf(`${app.name}-canary`),
            weight: metadata.annotations["nginx.ingress.kubernetes.io/canary-weight"],
        };
    }

    /** Times of Pulumi's last changes of the app's objects; controllers write to the same objects all the time. */
    async function declared(): Promise<string[]> {
        const kinds = ["rollout", "service", "ingress", "analysistemplate", "serviceaccount", "poddisruptionbudget"];
        const { items } = JSON.parse(
            await app.kubectl("get", kinds.join(), "--output=json", "--show-managed-fields"),
        ) as { items: DeclaredObject[] };
        return items.flatMap(({ kind, metadata: { name, managedFields = [] } }) =>
            managedFields
                .filter(({ manager }) => /pulumi/.test(manager))
                .map(({ manager, time }) => `${kind} ${name} ${manager} ${time}`),
        );
    }

    it("is not scaled back by pulumi when its autoscaler has scaled it", async () => {
        await app.deploy("v1", settings);
        const more = { ...settings, autoscaling: { minReplicas: 3, maxReplicas: 4 } };
        assertSucceeded(await app.up("v1", more));
        await poll("the autoscaler to scale to 3", 90, async () => {
            const { spec, status } = await rollout();
            return (spec.replicas === 3 && status.availableReplicas === 3) || undefined;
        });
        await assertNothingToDo(await app.stack());
        assert.equal((await rollout()).spec.replicas, 3);
    });

    it("takes a new image after their writes without a conflict, and then has nothing to do", async () => {
        const run = await app.up("v2", { ...settings, autoscaling: { minReplicas: 3, maxReplicas: 4 } });
        assertSucceeded(run);
        assert.doesNotMatch(run.output, /conflict/i);
        assert.equal((await app.outputs())["outcome"], "Promoted");
        await assertNothingToDo(await app.stack());
    });

    it("shows manual edits, and up --refresh repairs them", async () => {
        const template = `${app.name}-analysis`;
        const [, pause] = (await rollout()).spec.strategy.canary.steps;
        const patch = (kind: string, name: string, path: string, value: unknown) =>
            app.kubectl(
                ...["patch", kind, name, "--type=json"],
                `--patch=${JSON.stringify([{ op: "replace", path, value }])}`,
            );
        await patch("rollout", app.name, "/spec/strategy/canary/steps/1/pause/duration", "1h");
        await patch("analysistemplate", template, "/spec/metrics/0/successCondition", "result[0] < 1000000");

        const shown = await (await app.stack()).preview(["--refresh", "--diff"]);
        assertSucceeded(shown);
        assert.match(shown.output, /duration.*"1h" => "20s"/);
        assert.match(shown.output, /successCondition.*"result\[0\] < 1000000" => "result\[0\] < 500"/);
        assertSucceeded(await (await app.stack()).up(undefined, ["--refresh"]));
        assert.deepEqual((await rollout()).spec.strategy.canary.steps[1], pause);
        const { spec } = (await app.get("analysistemplate", template)) as {
            spec: { metrics: { successCondition: string }[] };
        };
        assert.equal(spec.metrics[0]?.successCondition, "result[0] < 500");
        await assertNothingToDo(await app.stack());
    });

    it("keeps the Services' selectors and the weight when pulumi runs during a rollout", async () => {
        const paused = {
            ...settings,
            steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
            autoscaling: { minReplicas: 3, maxReplicas: 4 },
        };
        assertFailed(await app.up("v1", { ...paused, onPause: "fail" }));
        const before = await routing();
        assert.notEqual(before.stable, before.canary);
        assert.equal(before.weight, "50");
        const again = await (await app.stack()).up(undefined, ["--refresh"]);
        assertFailed(again);
        assert.match(again.output, /paused at step 1\/3 \(setWeight 50\).*onPause/);
        assert.deepEqual(await routing(), before);
        assert.equal((await rollout()).status.phase, "Paused");

        assertSucceeded(await app.up("v1", paused));
        await assertNothingToDo(await app.stack());
    });

    it("changes nothing but the gate's own verdict in an update after an abort", async () => {
        const slow = { ...settings, env: { FAULT_LATENCY_MS: "600" }, failureLimit: "0" };
        assertFailed(await app.up("v3", slow));
        const before = await declared();
        assert.ok(before.length >= 8, before.join("\n"));
        const { generation } = (await rollout()).metadata;
        const shown = await (await app.stack()).preview();
        assertSucceeded(shown);
        const changes = shown.output.split("\n").filter((line) => /^\s*[-+~]+\s+\S+:\S+:\S+\s/.test(line));
        assert.ok(changes.length > 0 && changes.every((line) => line.includes("RolloutGate")), changes.join("\n"));
        const run = await app.up("v3", slow);
        assertFailed(run);
        assert.match(run.output, /still aborted at step/);
        assert.deepEqual(await declared(), before);
        assert.equal((await rollout()).metadata.generation, generation);
    });
});
