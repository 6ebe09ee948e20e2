import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { podHashLabel } from "../../components/src/gate/cluster/types";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { meddledUpdate } from "./support/meddledUpdate";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const analysis = { initialDelay: "2s", interval: "5s", consecutiveErrorLimit: "1" };
const paused = (duration: string) => ({
    ...analysis,
    steps: [{ setWeight: 50 }, { pause: { duration } }, { setWeight: 100 }],
});

describe("pods that go away during a rollout", function () {
    this.timeout("15m");
    const app = appOf("pods");

    /** Deletes the pods of a version. */
    async function deletePods(hash: string): Promise<void> {
        await app.kubectl("delete", "pods", `--selector=${podHashLabel}=${hash}`, "--wait=false");
    }

    /** The pod hashes of the new and of the stable version. */
    async function versions(): Promise<{ canary: string; stable: string }> {
        const { status } = (await app.get("rollout")) as { status: { currentPodHash: string; stableRS: string } };
        return { canary: status.currentPodHash, stable: status.stableRS };
    }

    it("do not reject a good version when they are those of the canary, and come back", async () => {
        await app.deploy("v1");
        const run = await meddledUpdate((onLine) => app.up("v2", paused("40s"), onLine), {
            inPause: async () => deletePods((await versions()).canary),
        });
        assertSucceeded(run);
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { shares } = evidence as { shares: { weight: number; total: number }[] };
        assert.deepEqual(
            shares.map(({ weight }) => weight),
            [50],
        );
        assert.ok((shares[0]?.total ?? 0) >= 100, JSON.stringify(shares));
    });

    /** Breaks the stable version for good, as soon as the rollout pauses. */
    function upWithoutStable(version: string, settings: Record<string, unknown>) {
        const breakStable = async () => {
            const { stable } = await versions();
            const image = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("missing") };
            const name = `${app.name}-${stable}`;
            await app.kubectl("patch", "replicaset", name, "--type=json", `--patch=${JSON.stringify([image])}`);
            await deletePods(stable);
        };
        return meddledUpdate((onLine) => app.up(version, { ...paused("5m"), ...settings }, onLine), {
            inPause: breakStable,
        });
    }

    it("are replaced by those of the new version when they are the stable version's, with onStableDown promote", async () => {
        assertSucceeded(await upWithoutStable("v1", { onStableDown: "promote" }));
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "FastPromoted");
        assert.match(JSON.stringify(evidence), /NOT VERIFIED: no pod of the stable version was available/);
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });

    it("fail the gate when they are the stable version's, and nothing is aborted", async () => {
        const run = await upWithoutStable("v3", {});
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /no pod of the stable version has been available for \d+ s: users get errors, .* at canary weight 50; .* onStableDown to promote/,
        );
        assert.doesNotMatch(run.output, /aborting/);
    });
});
