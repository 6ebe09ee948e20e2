import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { checkout } from "../../scripts/local/home";
import { poll } from "../../scripts/local/poll";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { jobOn } from "./support/job";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";
import { Account } from "./support/serviceAccount";

const settings = {
    steps: [{ setWeight: 25 }, { pause: { duration: "25s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

/** Everything that a stack and its gate need, but `services/proxy`. */
const withoutProxy = [
    {
        apiGroups: [""],
        resources: [
            ...["namespaces", "services", "pods", "pods/log", "events", "configmaps", "secrets", "serviceaccounts"],
            "endpoints",
        ],
        verbs: ["*"],
    },
    ...["argoproj.io", "apps", "networking.k8s.io", "policy", "monitoring.coreos.com", "discovery.k8s.io"].map(
        (group) => ({ apiGroups: [group], resources: ["*"], verbs: ["*"] }),
    ),
];

const other = "e2e-preflight-other";

describe("the preflight", function () {
    this.timeout("15m");
    const app = appOf("preflight");
    let account: Account | undefined;
    after("remove the account", () => account?.remove());
    after("remove the other Ingress", () => releaseHost());

    /** Runs an update that the preflight stops, and returns its output; the Rollout stays as it is. */
    async function stopped(version: string, more: object): Promise<string> {
        const rollout = async () => (await app.get("rollout")) as { spec: unknown; metadata: { generation: number } };
        const before = await rollout();
        const run = await app.up(version, { ...settings, ...more });
        assertFailed(run);
        const { spec, metadata } = await rollout();
        assert.deepEqual([spec, metadata.generation], [before.spec, before.metadata.generation]);
        return run.output;
    }

    it("names a permission that the gate lacks, before the Rollout is touched", async () => {
        await app.deploy("v1");
        account = await Account.create("e2e-preflight", withoutProxy);
        const output = await stopped("v2", { kubeconfig: account.kubeconfig });
        assert.match(output, /may not get services\/proxy "prometheus-kube-prometheus-prometheus:9090" in monitoring/);
    });

    it("lists every problem in one error: an address without a Prometheus, a permission and a host", async () => {
        assert.ok(account !== undefined);
        await takeHost();
        const output = await stopped("v2", {
            ...(await existing()),
            kubeconfig: account.kubeconfig,
            prometheusAddress: "http://no-prometheus.monitoring:9090",
        });
        assert.match(output, /the preflight found 3 problems:/);
        for (const part of [
            /may not get services\/proxy "no-prometheus:9090" in monitoring/,
            /no Service monitoring\/no-prometheus/,
            /host preflight\.local\/ belongs to Ingress default\/e2e-preflight-other of the class nginx/,
        ]) {
            assert.match(output, part);
        }
    });

    it("is run alone by scripts/ci/preview --check, and by canary-delivery check on the live Rollout", async () => {
        assert.ok(account !== undefined);
        const { target } = await environment();
        const stack = await app.configured("v2", { ...settings, kubeconfig: account.kubeconfig });
        const denied = await jobOn(stack, "preview", "--policies", "none", "--check");
        assert.equal(denied.exitCode, 1, denied.output.slice(-3000));
        assert.match(denied.summary, /`e2e-preflight\/e2e-preflight` \| problem \| .* may not get services\/proxy/);
        assert.match(denied.summary, /\| problem \| host .* belongs to Ingress default\/e2e-preflight-other/);

        const check = (kubeconfig: string) =>
            execa(
                "node",
                [
                    ...[join(checkout, "components", "dist", "cli", "index.js"), "check"],
                    ...["--rollout", `${app.namespace}/${app.name}`, "--context", target.settings.kubeContext],
                    ...["--kubeconfig", kubeconfig],
                ],
                { reject: false },
            );
        const live = await check(account.kubeconfig);
        assert.equal(live.exitCode, 1, live.stderr);
        assert.match(live.stdout, /^problem: .* may not get services\/proxy .*\nproblem: host .*\n.*: problems: 2$/s);

        await releaseHost();
        // The mean of the last hour has the minute of the first deploy, in which few requests came.
        const good = await poll("a check of the app's usual traffic", 180, async () => {
            const run = await check(target.settings.kubeconfig);
            return run.stdout.includes("note: the pause of") ? undefined : run;
        });
        assert.equal(good.exitCode, 0, good.stdout + good.stderr);
        assert.equal(good.stdout, `rollout ${app.namespace}/${app.name}: no problem`);
    });

    it("rolls out the good version once nothing is missing", async () => {
        const run = await app.up("v2", settings);
        assertSucceeded(run);
        assert.doesNotMatch(run.output, /Preflight: (?!waiting)/);
        assert.equal((await app.outputs())["outcome"], "Promoted");
    });

    it("is only reported with preflight: note, and the failure names the Ingress that takes the requests", async () => {
        await routeAround();
        const run = await app.up("v3", { ...settings, preflight: "note" });
        assertFailed(run);
        const ingress = `${app.namespace}/direct`;
        assert.match(run.output, new RegExp(`Preflight: problem: host .* belongs to Ingress ${ingress} `));
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            new RegExp(`canary got 0 of \\d+ requests .*; Ingress ${ingress} has the same host, ${app.host},`),
        );
    });

    /** Sends the requests of the path to the stable pods: nginx prefers an exact path to the app's prefix. */
    async function routeAround(): Promise<void> {
        const { target } = await environment();
        const metadata = { name: "direct", namespace: app.namespace };
        const { status } = (await app.get("rollout")) as { status: { stableRS: string } };
        const selector = { "app.kubernetes.io/name": app.name, "rollouts-pod-template-hash": status.stableRS };
        const backend = { service: { name: "direct", port: { number: 80 } } };
        const paths = [{ path: "/", pathType: "Exact", backend }];
        const ports = [{ name: "http", port: 80, targetPort: "http" }];
        await target.kubectl.apply([
            { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } },
            {
                ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata },
                spec: { ingressClassName: "nginx", rules: [{ host: app.host, http: { paths } }] },
            },
        ]);
    }

    /** Another team's Ingress of the same host, which gets no request of the app: it is the younger one. */
    async function takeHost(): Promise<void> {
        const { target } = await environment();
        const backend = { service: { name: "other", port: { number: 80 } } };
        const paths = [{ path: "/", pathType: "Prefix", backend }];
        const spec = { ingressClassName: "nginx", rules: [{ host: app.host, http: { paths } }] };
        const metadata = { name: other, namespace: "default" };
        await target.kubectl.apply([{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec }]);
    }

    async function releaseHost(): Promise<void> {
        const { target } = await environment();
        await target.kubectl.run(["delete", "ingress", other, "--namespace=default", "--ignore-not-found"]);
    }

    async function existing() {
        const { ingressUrl } = await environment();
        return { platform: "existing", platformStack: "", ingressUrl };
    }
});
