import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

describe("a first deploy whose image is missing", function () {
    this.timeout("15m");
    const app = appOf("first-deploy");

    it("fails at the progress deadline with the reason, which its lines show before", async () => {
        const run = await app.up("v404", { progressDeadline: "80s", gateTimeout: "900s" });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-first-deploy\/e2e-first-deploy was not deployed: 0 of \d pods became available within 80 s \(progressDeadlineSeconds\); .*(ImagePullBackOff|ErrImagePull).*v404.*; fix the cause and run pulumi up again/,
        );
        const lines = run.lines.filter((line) => statusLines([line]).some(({ status }) => status !== "Healthy"));
        assert.match(lines.map(({ text }) => text).join("\n"), /Step: 9\/9 \| .*(ImagePullBackOff|ErrImagePull)/);
    });

    it("is followed by a good image in the next pulumi up, although Argo takes the first for stable", async () => {
        const run = await app.up("v1", { progressDeadline: "40s" });
        assertSucceeded(run);
        assert.match(run.output, /the stable version is a first deploy that never had an available pod/);
        assert.equal((await app.outputs())["outcome"], "FastPromoted");
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
        await assertNothingToDo(await app.stack());
    });
});
