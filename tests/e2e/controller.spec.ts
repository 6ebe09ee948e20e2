import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed } from "./support/pulumiRuns";

const steps = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

describe("a missing controller", function () {
    this.timeout("15m");
    const app = appOf("controller");

    it("is reported by pulumi up, with the generation that was not observed", async () => {
        await app.deploy("v1");
        const { target } = await environment();
        const scale = (replicas: number) =>
            target.kubectl.run(["scale", "deployment/argo-rollouts", "-n=argo-rollouts", `--replicas=${replicas}`]);
        await scale(0);
        await target.kubectl.run([
            ...["wait", "pods", "--for=delete", "--namespace=argo-rollouts", "--timeout=60s"],
            "--selector=app.kubernetes.io/name=argo-rollouts",
        ]);
        try {
            const run = await app.up("v3", { ...steps, preflight: "note" });
            assertFailed(run);
            assert.match(run.output, /Preflight: problem: the controller is scaled to 0 replicas/);
            assert.match(gateFailureOf(run.output) ?? run.output, /controller.*generation \d+/);
        } finally {
            await scale(1);
        }
    });
});
