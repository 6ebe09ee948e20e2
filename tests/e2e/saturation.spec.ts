import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { addKubeStateMetrics } from "../../scripts/local/platform";
import { poll } from "../../scripts/local/poll";
import { installPlatform } from "../../scripts/local/testing/preparation";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface ScrapeTarget {
    readonly scrapePool: string;
    readonly health: string;
    readonly lastError: string;
}

const targets =
    "/api/v1/namespaces/monitoring/services/prometheus-kube-prometheus-prometheus:9090/proxy/api/v1/targets?state=active";

/** Scrapes of the platform; those of apps come and go with them. */
const scrapePools = [
    "podMonitor/monitoring/argo-rollouts/0",
    "podMonitor/monitoring/ingress-nginx/0",
    "podMonitor/monitoring/kube-state-metrics/0",
    ...["kubelet", "cadvisor"],
];

/** The analysis decides alone, by the restarts of the version's containers. */
const settings = {
    ...{ judge: "off", bothVersions: "false" },
    steps: [{ setWeight: 50 }, { pause: { duration: "40s" } }, { setWeight: 100 }],
    ...{ initialDelay: "8s", interval: "6s", window: "30s", consecutiveErrorLimit: "2" },
    metrics: [{ name: "restarts", saturation: { of: "restarts", below: 1 } }],
};

describe("a Prometheus with the metrics of the node and of the cluster's objects", function () {
    this.timeout("15m");
    const app = appOf("saturation");

    async function setPlatform(more: object) {
        const { target, platform } = await environment();
        await installPlatform(target, platform, imageOf("v1"), console.log, { ...more });
    }

    before("scrape the kubelet, and install kube-state-metrics", async () => {
        await addKubeStateMetrics((await environment()).target.toolchain, console.log);
        await setPlatform({ kubeletMetrics: "true", kubeStateMetrics: "true" });
    });
    after("leave the platform as it was", () => setPlatform({}));

    it("leaves nothing to do for the next preview, up and refresh", async () => {
        await assertNothingToDo((await environment()).platform);
    });

    it("reaches every target of the platform", async () => {
        const { target } = await environment();
        const found = await poll("every target of the platform", 120, async () => {
            const { data } = (await target.kubectl.json(["get", "--raw", targets])) as {
                data: { activeTargets: ScrapeTarget[] };
            };
            const ours = data.activeTargets.filter(({ scrapePool }) => scrapePools.includes(scrapePool));
            const up = ours.filter(({ health }) => health === "up");
            return scrapePools.every((pool) => up.some(({ scrapePool }) => scrapePool === pool)) ? ours : undefined;
        });
        assert.deepEqual(
            found.filter(({ health, lastError }) => health !== "up" || lastError !== ""),
            [],
        );
    });

    it("promotes a version whose containers do not restart", async () => {
        await app.deploy("v1", settings);
        assertSucceeded(await app.up("v2", settings));
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { measurements } = evidence as { measurements: Record<string, { value: string; phase: string }> };
        assert.deepEqual([measurements["restarts"]?.value, measurements["restarts"]?.phase], ["0", "Successful"]);
    });

    it("rolls back a version whose containers restart", async () => {
        const run = await app.up("v3", { ...settings, env: { FAULT_CRASH_AT: "60" } });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /^rollout e2e-saturation\/e2e-saturation aborted at step 1\/3 \(setWeight 50\): restarts measured .*, must be < 1; traffic is back on stable/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 50);
    });
});
