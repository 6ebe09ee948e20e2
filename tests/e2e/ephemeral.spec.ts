import assert from "node:assert/strict";
import { assertEnded, clusterSettings, job } from "./support/job";
import { environment, imageOf, openStack } from "./support/environment";

describe("a pipeline's ephemeral environment", function () {
    this.timeout("15m");

    it("is created, runs its canary, and is removed without a trace, whatever the verdict", async () => {
        const { platform, target } = await environment();
        const ephemeral = async (name: string, ...args: readonly string[]) => {
            // So that the next run clears it if this test is killed.
            await openStack(name);
            return job(
                ...(["ephemeral", name, ...(await clusterSettings())] as const),
                ...["--set", "platform=reference", "--set", `platformStack=${platform.qualifiedName}`],
                ...["--set", `host=${name}.local`, "--set", `baseline=${imageOf("v1")}`],
                ...["--set", `image=${imageOf("v2")}`, ...args],
            );
        };
        const [good, bad] = await Promise.all([
            ephemeral("e2e-pr-good"),
            // A threshold that no version meets.
            ephemeral("e2e-pr-bad", "--set", "p99LatencyMilliseconds=1", "--set", "failureLimit=0"),
        ]);
        assertEnded(good, 0);
        assert.match(good.summary, /## Update of e2e-pr-good: Promoted\n/);
        assert.match(good.summary, /## Removal of e2e-pr-good: nothing is left\n$/);
        assertEnded(bad, 1);
        assert.match(bad.summary, /## Update of e2e-pr-bad: failed\n/);
        assert.match(
            bad.summary,
            /^rollout e2e-pr-bad\/e2e-pr-bad aborted at .*p99-latency measured .*, must be &#60; 1;/m,
        );
        assert.match(bad.summary, /## Removal of e2e-pr-bad: nothing is left\n$/);

        const namespaces = await target.kubectl.run(["get", "namespaces", "--output=name"]);
        assert.doesNotMatch(namespaces, /e2e-pr-/);
        const again = await job("ephemeral", "e2e-pr-bad", "--destroy");
        assertEnded(again, 0);
        assert.match(again.output, /there is no stack e2e-pr-bad: nothing to remove/);
    });
});
