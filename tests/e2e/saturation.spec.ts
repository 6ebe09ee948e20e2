import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { addKubeStateMetrics } from "../../scripts/local/platform";
import { poll } from "../../scripts/local/poll";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { changeSharedPlatform, environment } from "./support/environment";
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

/** Returns settings with which the analysis decides alone, by the use of the version's containers. */
const settingsOf = (appName: string, limits: Readonly<Record<"cpu" | "memory", string>>) => ({
    ...{ judge: "off", bothVersions: "false" },
    // Long enough for rates of the kubelet's metrics, which it renews every 10 s or so.
    steps: [{ setWeight: 50 }, { pause: { duration: "100s" } }, { setWeight: 100 }],
    ...{ initialDelay: "60s", interval: "10s", window: "50s", consecutiveErrorLimit: "2" },
    metrics: [
        { name: "restarts", saturation: { of: "restarts", below: 1 } },
        { name: "memory", saturation: { of: "memory", below: 25 } },
        { name: "throttling", saturation: { of: "cpuThrottling", below: 10 } },
    ],
    podTemplate: { spec: { containers: [{ name: appName, resources: { requests: { cpu: "10m" }, limits } }] } },
});

/** Limits of a version that has enough of both. */
const enough = { cpu: "1", memory: "512Mi" };

describe("a Prometheus with the metrics of the node and of the cluster's objects", function () {
    this.timeout("15m");
    const app = appOf("saturation");

    before("scrape the kubelet, and install kube-state-metrics", async () => {
        await addKubeStateMetrics((await environment()).target.toolchain, console.log);
        await changeSharedPlatform({ kubeletMetrics: "true", kubeStateMetrics: "true" });
    });
    after("leave the platform as it was", () => changeSharedPlatform());

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

    it("promotes a version whose containers do not restart, with enough CPU and memory", async () => {
        await app.deploy("v1", settingsOf(app.name, enough));
        assertSucceeded(await app.up("v2", settingsOf(app.name, enough)));
        const { outcome, evidence } = await app.outputs();
        assert.equal(outcome, "Promoted");
        const { measurements } = evidence as { measurements: Record<string, { value: string; phase: string }> };
        assert.deepEqual([measurements["restarts"]?.value, measurements["restarts"]?.phase], ["0", "Successful"]);
        for (const name of ["memory", "throttling"]) {
            const { value, phase } = measurements[name] ?? {};
            assert.equal(phase, "Successful");
            assert.ok(Number(value) >= 0 && Number(value) < 10, `${name}: ${value}`);
        }
        assert.notEqual(measurements["memory"]?.value, "0");
    });

    for (const { of, limits = enough, env = {}, measured } of [
        {
            of: "whose containers restart",
            env: { FAULT_CRASH_AT: "60" },
            measured: "restarts measured .*, must be < 1",
        },
        {
            of: "that fills its memory",
            limits: { ...enough, memory: "48Mi" },
            measured: "memory measured .*, must be < 25",
        },
        {
            of: "whose CPU is throttled",
            limits: { ...enough, cpu: "25m" },
            measured: "throttling measured .*, must be < 10",
        },
    ]) {
        it(`rolls back a version ${of}`, async () => {
            const run = await app.up("v3", { ...settingsOf(app.name, limits), env });
            assertFailed(run);
            assert.match(
                gateFailureOf(run.output) ?? run.output,
                new RegExp(
                    `^rollout e2e-saturation/e2e-saturation aborted at step [12]/3 \\(setWeight 50\\): ${measured}; traffic is back on stable`,
                ),
            );
            const { ingressUrl } = await environment();
            await onlyAnswers(ingressUrl, app.host, "v2", 50);
        });
    }
});
