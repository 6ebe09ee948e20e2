import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

/** The time that the app's stack needs is not the subject, so nothing is sent to the app. */
const settings = { requestsPerSecond: "0" };

const team = "e2e-ownership";
const moved = "e2e-ownership-moved";

describe("objects of another team", function () {
    this.timeout("20m");
    const app = appOf("ownership");

    const kubectl = async (...args: string[]) => (await environment()).target.kubectl.run(args);
    const apply = async (object: object) =>
        (await environment()).target.kubectl.run(["apply", "--filename=-"], JSON.stringify(object));
    /** Everything about an object, with the version that every write changes. */
    const live = async (kind: string, name: string, namespace = team) => {
        const namespaced = kind === "namespace" ? [] : [`--namespace=${namespace}`];
        return JSON.parse(await kubectl("get", kind, name, ...namespaced, "--output=json")) as {
            metadata: { resourceVersion: string; labels: Record<string, string>; annotations?: Record<string, string> };
            data?: unknown;
        };
    };
    const exists = async (namespace: string) =>
        (await kubectl("get", "namespace", namespace, "--ignore-not-found", "--output=name")).trim() !== "";

    before(async () => {
        await app.stack();
        await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: team, labels: { team: "payments" } } });
        await apply({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "ledger", namespace: team },
            data: { currency: "EUR" },
        });
    });

    after(async () => {
        await kubectl("delete", "namespace", team, moved, "--ignore-not-found", "--wait=true");
    });

    it("are not taken over with their namespace: the error names the setting with which it is used", async () => {
        const before = await live("namespace", team);
        const run = await app.up("v1", settings);
        assertFailed(run);
        assert.match(
            run.output,
            /1 object exists and is not of stack organization\/canary-delivery\/e2e-ownership, nothing was changed:\n\s+Namespace e2e-ownership\n.*set createNamespace to false/,
        );
        assert.deepEqual(await live("namespace", team), before);
    });

    it("of the same name are untouched, and listed by one error", async () => {
        const metadata = { name: app.name, namespace: team, labels: { team: "payments" } };
        const port = { name: "http", port: 80, targetPort: 9000 };
        const backend = { service: { name: "payments", port: { number: 80 } } };
        const rule = { host: "payments.local", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } };
        const template = {
            metadata: { labels: { app: "payments" } },
            spec: { containers: [{ name: "web", image: "payments:1" }] },
        };
        const service = `${app.name}-canary`;
        await apply({
            apiVersion: "v1",
            kind: "Service",
            metadata: { ...metadata, name: service },
            spec: { selector: { app: "payments" }, ports: [port] },
        });
        await apply({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec: { rules: [rule] } });
        await apply({
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Rollout",
            metadata,
            spec: {
                replicas: 0,
                selector: { matchLabels: { app: "payments" } },
                template,
                strategy: { canary: { steps: [{ setWeight: 50 }] } },
            },
        });
        const theirs = async () => [
            (await live("service", service)).metadata,
            (await live("ingress", app.name)).metadata.annotations,
            (await live("ingress", app.name)).metadata.resourceVersion,
            ((await live("rollout", app.name)) as unknown as { spec: unknown }).spec,
            (await live("rollout", app.name)).metadata.labels,
        ];
        const before = await theirs();

        const run = await app.up("v1", { ...settings, createNamespace: "false" });
        assertFailed(run);
        const title = "3 objects exist and are not of stack organization/canary-delivery/e2e-ownership";
        assert.match(run.output, new RegExp(`${title}.*\\n\\s+Ingress.*\\n\\s+Rollout.*\\n\\s+Service`));
        for (const one of [
            `Ingress ${team}/${app.name}`,
            `Rollout ${team}/${app.name}`,
            `Service ${team}/${service}`,
        ]) {
            assert.ok(run.output.includes(one), one);
        }
        assert.deepEqual(await theirs(), before);
        const services = await kubectl("get", "services", `--namespace=${team}`, "--output=name");
        assert.equal(services.trim(), `service/${service}`);
        for (const [kind, name] of [
            ["service", service],
            ["ingress", app.name],
            ["rollout", app.name],
        ] as const) {
            await kubectl("delete", kind, name, `--namespace=${team}`, "--wait=true");
        }
    });

    it("share their namespace with an app, which a second update leaves as it is", async () => {
        const before = await live("namespace", team);
        assertSucceeded(await app.up("v1", { ...settings, createNamespace: "false" }));
        await assertNothingToDo(await app.stack());
        assert.deepEqual(await live("namespace", team), before);
    });

    it("are not confused with those that an interrupted update of the stack left out of its state", async () => {
        const stack = await app.stack();
        const state = (await stack.state()) as { deployment: { resources: readonly { urn: string; type: string }[] } };
        const { resources } = state.deployment;
        const lost = resources.find(({ type }) => type === "kubernetes:core/v1:ServiceAccount")?.urn;
        assert.ok(lost);
        const left = {
            ...state,
            deployment: { ...state.deployment, resources: resources.filter(({ urn }) => urn !== lost) },
        };
        // Also from the lists of dependencies.
        const without: unknown = JSON.parse(JSON.stringify(left), (_key, value: unknown) =>
            Array.isArray(value) ? value.filter((one) => one !== lost) : value,
        );
        await stack.replaceState(without);
        assertSucceeded(await stack.up());
        await assertNothingToDo(stack);
    });

    it("stay with their namespace when the app moves to another, and when it is removed", async () => {
        const { labels } = (await live("namespace", team)).metadata;
        assertSucceeded(await app.up("v1", { ...settings, namespace: moved }));
        assert.equal(await exists(moved), true);
        assert.deepEqual((await live("configmap", "ledger")).data, { currency: "EUR" });
        assert.deepEqual((await live("namespace", team)).metadata.labels, labels);
        const left = await kubectl("get", "rollouts,services,ingresses", `--namespace=${team}`, "--output=name");
        assert.equal(left.trim(), "");

        assertSucceeded(await (await app.stack()).destroy());
        assert.equal(await exists(moved), false);
        assert.deepEqual((await live("configmap", "ledger")).data, { currency: "EUR" });
        assert.equal(labels["team"], "payments");
    });
});
