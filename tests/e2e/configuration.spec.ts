import assert from "node:assert/strict";
import { poll } from "../../scripts/local/poll";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const token = "e2e-token-that-must-not-leak";

/** A short schedule; only one old ReplicaSet is kept. */
const settings = {
    steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
    strategy: { revisionHistoryLimit: 1, abortScaleDownDelaySeconds: 1 },
};

describe("an app's configuration", function () {
    this.timeout("15m");
    const app = appOf("configuration");

    let secretEnv: object;
    before(async () => {
        secretEnv = { API_TOKEN: await (await app.stack()).encrypted(token) };
    });

    const withGreeting = (text: string) => ({ ...settings, secretEnv, files: { "greeting.txt": text } });

    interface Pod {
        readonly metadata: {
            readonly name: string;
            readonly labels: Record<string, string>;
            readonly deletionTimestamp?: string;
        };
        readonly status: { readonly conditions?: { readonly type: string; readonly status: string }[] };
    }

    /** The app's pods without terminating ones. */
    const pods = async () =>
        ((await app.list("pods")) as unknown as Pod[]).filter(
            ({ metadata: { labels, deletionTimestamp } }) =>
                labels["app.kubernetes.io/name"] === app.name && deletionTimestamp === undefined,
        );

    /** The output of a command in a pod. */
    async function inPod(pod: string, ...command: string[]): Promise<string> {
        const { target } = await environment();
        return target.kubectl.run(["exec", pod, `--namespace=${app.namespace}`, "--", ...command]);
    }

    /** The greetings that the app's pods read. */
    async function greetings(): Promise<string[]> {
        const names = (await pods()).map(({ metadata }) => metadata.name);
        return Promise.all(names.map((name) => inPod(name, "cat", "/config/greeting.txt")));
    }

    /** The ConfigMaps that hold versions of the configuration. */
    async function kept(): Promise<string[]> {
        const all = (await app.list("configmaps")) as { metadata: { name: string }; data?: Record<string, string> }[];
        return all.flatMap(({ data }) => data?.["greeting.txt"] ?? []).sort();
    }

    it("reaches the pods as files and as variables, and the state has no secret in plain text", async () => {
        await app.deploy("v1", withGreeting("one"));
        assert.deepEqual([...new Set(await greetings())], ["one"]);
        const [pod] = await pods();
        const variable = await inPod(pod?.metadata.name ?? "", "printenv", "API_TOKEN");
        assert.equal(variable.trim(), token);
        const state = JSON.stringify(await (await app.stack()).state());
        assert.ok(!state.includes(token) && !state.includes(Buffer.from(token).toString("base64")));
        assert.ok(state.includes("greeting.txt"));
    });

    it("rolls out through every step when it changes, and the old one stays for the old ReplicaSet", async () => {
        const run = await app.up("v1", withGreeting("two"));
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "Promoted");
        assert.match(run.output, /Paused {7}\| Canary: {2}50%/);
        assert.deepEqual(await kept(), ["one", "two"]);
        await assertNothingToDo(await app.stack());
    });

    it("stays with the stable version when its successor is rolled back, even for new pods", async () => {
        const slow = { ...withGreeting("three"), env: { FAULT_LATENCY_MS: "600" }, failureLimit: "0" };
        assertFailed(await app.up("v3", slow));
        await poll("the pods of the aborted version to go", 60, async () => {
            const left = await pods();
            return left.length === 2 || undefined;
        });
        const [victim] = await pods();
        await app.kubectl("delete", "pod", victim?.metadata.name ?? "");
        await poll("a pod in its place", 60, async () => {
            const ready = (await pods()).filter(({ status }) =>
                status.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True"),
            );
            return (
                (ready.length === 2 && !ready.some(({ metadata }) => metadata.name === victim?.metadata.name)) ||
                undefined
            );
        });
        assert.deepEqual([...new Set(await greetings())], ["two"]);
    });

    it("is removed when no ReplicaSet needs it any more", async () => {
        await app.drained("30s");
        assertSucceeded(await app.up("v2", withGreeting("four")));
        // The controller removes surplus ReplicaSets a moment later; the next change checks again.
        await app.drained("30s");
        assertSucceeded(await app.up("v2", withGreeting("five")));
        assert.ok(!(await kept()).includes("one"), (await kept()).join());
        assert.ok((await kept()).includes("five"));
    });
});
