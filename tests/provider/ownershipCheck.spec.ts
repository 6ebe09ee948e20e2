import assert from "node:assert/strict";
import type { OwnershipInputs } from "../../components/src/ownership/inputs";
import { ownershipProvider as provider } from "../../components/src/ownership/provider";
import { apiErrorCode } from "../../components/src/kubernetes";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";

const owner = "organization/shop/dev";
const service = "v1 Service shop/shop";
const ingress = "networking.k8s.io/v1 Ingress shop/shop";
const namespace = "v1 Namespace shop";
const policy = "networking.k8s.io/v1 NetworkPolicy shop/shop";

/** The collections of the objects above. */
const services = "/api/v1/namespaces/shop/services";
const ingresses = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses";
const namespaces = "/api/v1/namespaces";
const policies = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";

/** Metadata as Pulumi's server-side apply leaves it. */
const applied = { managedFields: [{ manager: "pulumi-kubernetes-1a2b3c4d", operation: "Apply" }] };

describe("the check of existing objects on a fake API server", () => {
    let server: FakeApiServer;
    let inputs: OwnershipInputs;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        inputs = {
            kubeconfig: server.kubeconfig,
            kubeContext: "fake",
            owner,
            objects: [ingress, service],
            alternatives: ["read the manual"],
            providerVersion: "1",
        };
    });

    afterEach(async () => {
        await server.stop();
    });

    const put = (collection: string, metadata: object = {}) => {
        server.put(collection, { metadata: { name: "shop", ...metadata } });
    };
    const titles = async (check: Promise<unknown>) => {
        const error: unknown = await check.then(
            () => undefined,
            (thrown: unknown) => thrown,
        );
        assert.equal(apiErrorCode(error), "Conflict");
        // A failed check must not enter the state: the objects in it have passed.
        assert.equal("properties" in (error as Error), false);
        return (error as Error).message.split("\n").filter((line) => line.startsWith("  "));
    };

    it("passes objects that do not exist, and only reads", async () => {
        const { id, outs } = await provider.create(inputs);
        assert.equal(id, "fake");
        assert.deepEqual(outs, inputs);
        assert.deepEqual(
            server.requests.map(({ method, path }) => `${method} ${path}`),
            [`GET ${ingresses}/shop`, `GET ${services}/shop`],
        );
    });

    it("rejects all of another client or stack with one error, and names what to do", async () => {
        put(services);
        put(ingresses, { ...applied, annotations: { "canary-delivery/stack": "organization/shop/prod" } });
        await assert.rejects(provider.create(inputs), {
            message: [
                "2 objects exist and are not of stack organization/shop/dev, nothing was changed:",
                "  Ingress shop/shop, of stack organization/shop/prod",
                "  Service shop/shop",
                "read the manual",
                "choose other names, or hand an object over to this stack, which then changes it and deletes it with " +
                    "itself: kubectl annotate --overwrite KIND NAME canary-delivery/stack=organization/shop/dev",
            ].join("\n"),
        });
    });

    it("rejects those that another Pulumi program applied", async () => {
        put(services, applied);
        put(namespaces, { ...applied, labels: { "kubernetes.io/metadata.name": "shop", team: "payments" } });
        const check = provider.create({ ...inputs, objects: [service, namespace] });
        assert.deepEqual(await titles(check), ["  Namespace shop", "  Service shop/shop"]);
    });

    it("passes those of this stack, which an interrupted update left out of its state", async () => {
        put(services, { annotations: { "canary-delivery/stack": owner } });
        await provider.create(inputs);
    });

    it("passes those that an earlier version of this package applied", async () => {
        put(services, { ...applied, labels: { "app.kubernetes.io/part-of": "canary-delivery" } });
        put(policies, { ...applied, annotations: { "pulumi.com/patchForce": "true" } });
        const standard = ["audit", "enforce", "warn"].map((mode) => [
            `pod-security.kubernetes.io/${mode}`,
            "restricted",
        ]);
        const labels = { "kubernetes.io/metadata.name": "shop", ...Object.fromEntries(standard) } as object;
        put(namespaces, { ...applied, labels });
        await provider.create({ ...inputs, objects: [service, policy, namespace] });
    });

    it("rejects those of this stack that a component of another name declared, also if they have passed", async () => {
        const rollout = "argoproj.io/v1alpha1 Rollout shop/shop";
        const was = "canary:index:CanaryApp::shop";
        const now = "test:index:Team$canary:index:CanaryApp::shop";
        const { outs } = await provider.create({ ...inputs, objects: [rollout], components: { [rollout]: [was] } });
        put("/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts", {
            annotations: { "canary-delivery/stack": owner, "canary-delivery/component": was },
        });
        const moved = (...components: string[]) => ({
            ...inputs,
            objects: [rollout],
            components: { [rollout]: components },
        });
        const passed = outs as OwnershipInputs;
        const message = [
            `Rollout shop/shop is declared by ${now}, but was by ${was}, nothing was changed: Pulumi would delete what it declares as the old one's`,
            "give the component its old resourceNames, or its old name or parent in aliases, such as { aliases: [{ name: NAME }] }, until an update has succeeded",
            `if the old component is in no state: kubectl annotate --overwrite rollout shop -n shop canary-delivery/component=${now}`,
        ].join("\n");
        await assert.rejects(provider.create(moved(now)), { message });
        assert.equal((await provider.diff("fake", passed, moved(now))).changes, true);
        await assert.rejects(provider.update("fake", passed, moved(now)), { message });
        // Its aliases have the old name.
        await provider.create(moved(now, was));
        await provider.update("fake", passed, moved(now, was));
    });

    it("rejects those of this stack that were a resource of another name", async () => {
        const rollout = "argoproj.io/v1alpha1 Rollout shop/shop";
        const rollouts = "/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts";
        const own = "canary:index:CanaryApp::eu";
        const prefixed = `${own}::eu-shop`;
        const declared = (component: string) => ({
            ...inputs,
            objects: [rollout],
            components: { [rollout]: [component] },
        });
        for (const [was, now] of [
            [own, prefixed],
            [prefixed, own],
        ] as const) {
            put(rollouts, { annotations: { "canary-delivery/stack": owner, "canary-delivery/component": was } });
            await provider.update("fake", declared(was), declared(was));
            await assert.rejects(provider.update("fake", declared(was), declared(now)), {
                message: new RegExp(`is declared by ${now}, but was by ${was}, nothing was changed`),
            });
        }
    });

    it("passes those of this stack without the name of a component, as earlier versions applied them", async () => {
        const rollout = "argoproj.io/v1alpha1 Rollout shop/shop";
        put("/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts", {
            annotations: { "canary-delivery/stack": owner },
        });
        await provider.create({ ...inputs, objects: [rollout], components: { [rollout]: ["a::b"] } });
    });

    it("checks in an update only objects that have not passed yet", async () => {
        const { outs } = await provider.create({ ...inputs, objects: [service] });
        put(services);
        put(ingresses);
        assert.deepEqual(await titles(provider.update("fake", outs as OwnershipInputs, inputs)), [
            "  Ingress shop/shop",
        ]);
    });

    it("checks after a refresh what is gone, or was created again by another client", async () => {
        put(services, { annotations: { "canary-delivery/stack": owner } });
        const { outs } = await provider.create(inputs);
        put(ingresses, { annotations: { "canary-delivery/stack": owner } });
        assert.deepEqual((await provider.read("fake", outs as OwnershipInputs)).props, outs);
        put(services);
        server.remove(ingresses, "shop");
        const { props } = await provider.read("fake", outs);
        assert.deepEqual((props as OwnershipInputs).objects, []);
        assert.equal((await provider.diff("fake", props as OwnershipInputs, inputs)).changes, true);
        assert.deepEqual(await titles(provider.update("fake", props as OwnershipInputs, inputs)), [
            "  Service shop/shop",
        ]);
    });

    it("fails if it may not read an object", async () => {
        server.forbid(`${services}/shop`);
        await assert.rejects(provider.create(inputs), (error) => apiErrorCode(error) === "Forbidden");
    });
});
