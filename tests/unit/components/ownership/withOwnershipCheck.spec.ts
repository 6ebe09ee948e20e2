import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    componentAnnotation,
    componentOf,
    withOwnCheck,
    withOwnershipCheck,
} from "../../../../components/src/ownership";
import { at, type DeclaredResource, ResourceRecorder } from "../../../support/pulumi/mocks";

const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };
const checkType = "pulumi-nodejs:dynamic/canary:OwnershipCheck";

/** A component with two objects, one of whose names is an Output. */
class Web extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Web", name, {}, withOwnCheck(name, opts, cluster));
        const child = { parent: this };
        const metadata = { name: pulumi.output(name), namespace: "shop", annotations: { kept: "yes" } };
        const account = new k8s.core.v1.ServiceAccount(name, { metadata }, child);
        // Its labels follow from an object of the same check, which must not wait for them.
        const labels = { account: account.metadata.name };
        new k8s.core.v1.Service(name, { metadata: { ...metadata, labels } }, child);
        new k8s.core.v1.ConfigMap(`${name}-generated`, { metadata: { namespace: "shop" } }, child);
    }
}

describe("withOwnershipCheck", () => {
    let recorder: ResourceRecorder;
    beforeEach(async () => {
        recorder = await ResourceRecorder.start();
    });

    const titles = (check: DeclaredResource) =>
        (at(check, "objects") as string[]).map((object) => object.replace(/^\S+ /, "").replace(/\S+\//, ""));

    it("declares one check of a component's objects before them, and marks each with the stack", async () => {
        new Web("web");
        await recorder.settle();
        const check = recorder.get(checkType, "web");
        assert.deepEqual(at(check, "objects"), ["v1 Service shop/web", "v1 ServiceAccount shop/web"]);
        assert.equal(at(check, "kubeContext"), "local");
        assert.equal(at(check, "components"), undefined);
        const owner = at(check, "owner");
        assert.match(String(owner), /\/canary-delivery\/test$/);
        for (const type of ["kubernetes:core/v1:Service", "kubernetes:core/v1:ServiceAccount"]) {
            const { annotations } = recorder.get(type).inputs["metadata"] as { annotations: object };
            assert.deepEqual(annotations, { kept: "yes", "canary-delivery/stack": owner });
        }
        const order = recorder.resources.map(({ type }) => type);
        assert.ok(order.indexOf(checkType) < order.indexOf("kubernetes:core/v1:ServiceAccount"), order.join());
    });

    it("covers all resources that get the options at once, with one check", async () => {
        const opts = withOwnershipCheck("all", {}, cluster);
        new Web("one", opts);
        new k8s.core.v1.Namespace("shop", { metadata: { name: "shop" } }, opts);
        await recorder.settle();
        assert.deepEqual(titles(recorder.get(checkType)), ["Namespace shop", "Service one", "ServiceAccount one"]);
    });

    it("adds a check for resources that get the options later", async () => {
        const opts = withOwnershipCheck("all", {}, cluster);
        new k8s.core.v1.Namespace("one", { metadata: { name: "one" } }, opts);
        await recorder.settle();
        new k8s.core.v1.Namespace("two", { metadata: { name: "two" } }, opts);
        await recorder.settle();
        assert.deepEqual(titles(recorder.get(checkType, "all")), ["Namespace one"]);
        assert.deepEqual(titles(recorder.get(checkType, "all-2")), ["Namespace two"]);
    });

    it("has the component of each object that names its own, with the component's aliases", async () => {
        class Named extends pulumi.ComponentResource {
            constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
                super("test:index:Named", name, {}, withOwnCheck(name, opts, cluster));
                const annotations = { [componentAnnotation]: componentOf(this) };
                const metadata = { name: "web", namespace: "shop", annotations };
                new k8s.core.v1.ConfigMap("web", { metadata }, { parent: this });
                new k8s.core.v1.Service("web", { metadata: { ...metadata, annotations: {} } }, { parent: this });
            }
        }
        const team = new Web("team");
        new Named("store", { parent: team, aliases: [{ name: "shop" }, { parent: pulumi.rootStackResource }] });
        await recorder.settle();
        const components = at(recorder.get(checkType, "store"), "components");
        const own = "test:index:Web$test:index:Named::store";
        const aliases = ["test:index:Web$test:index:Named::shop", "test:index:Named::store"];
        assert.deepEqual(components, { "v1 ConfigMap shop/web": [own, ...aliases] });
        const object = recorder.get("kubernetes:core/v1:ConfigMap", "web").inputs["metadata"];
        assert.equal((object as { annotations: Record<string, string> }).annotations[componentAnnotation], own);
    });

    it("leaves objects alone that are only read", async () => {
        k8s.core.v1.Namespace.get("shop", "shop", withOwnershipCheck("all", {}, cluster));
        await recorder.settle();
        assert.deepEqual(
            recorder.resources.map(({ type }) => type),
            ["kubernetes:core/v1:Namespace"],
        );
    });
});
