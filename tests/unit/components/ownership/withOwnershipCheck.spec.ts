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

/** A component with an object that names it, and one that does not. */
class Named extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions, resource = "web") {
        super("test:index:Named", name, {}, withOwnCheck(name, opts, cluster));
        const annotations = { [componentAnnotation]: componentOf(this, { resource, object: "web" }) };
        const metadata = { name: "web", namespace: "shop", annotations };
        new k8s.core.v1.ConfigMap(resource, { metadata }, { parent: this });
        new k8s.core.v1.Service(resource, { metadata: { ...metadata, annotations: {} } }, { parent: this });
    }
}

/** A component that has another one. */
class Team extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Team", name, {}, opts);
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

    const componentsOf = async (check: string) => {
        await recorder.settle();
        const components = at(recorder.get(checkType, check), "components") as Record<string, string[]>;
        return components["v1 ConfigMap shop/web"];
    };

    it("has the aliases that a component inherits from its parents", async () => {
        const group = new Team("group", { aliases: [{ type: "test:index:Division" }] });
        const team = new Team("team", { parent: group, aliases: [{ type: "test:index:Crew" }] });
        new Named("shop", { parent: team, aliases: [{ name: "store" }] });
        const chains = ["Team$test:index:Crew", "Division$test:index:Team", "Division$test:index:Crew"];
        const inherited = chains
            .map((types) => `test:index:${types}$test:index:Named`)
            .flatMap((types) => [`${types}::shop`, `${types}::store`]);
        // The mock engine's own URNs have the type of one parent only.
        const own = [
            "test:index:Team$test:index:Named::shop",
            "test:index:Team$test:index:Team$test:index:Named::store",
        ];
        assert.deepEqual((await componentsOf("shop"))?.sort(), [...own, ...inherited].sort());
    });

    it("has the former name of a component whose name begins with that of its renamed parent", async () => {
        const team = new Team("team", { aliases: [{ name: "crew" }] });
        new Named("team-shop", { parent: team });
        const types = "test:index:Team$test:index:Named";
        assert.deepEqual(await componentsOf("team-shop"), [`${types}::team-shop`, `${types}::crew-shop`]);
    });

    it("has an object's resource name where it is not the object's own", async () => {
        new Named("eu", {}, "eu-web");
        assert.deepEqual(await componentsOf("eu"), ["test:index:Named::eu::eu-web"]);
        const { metadata } = recorder.get("kubernetes:core/v1:ConfigMap").inputs;
        const { annotations } = metadata as { annotations: Record<string, string> };
        assert.equal(annotations[componentAnnotation], "test:index:Named::eu::eu-web");
    });

    it("has the resource names that Pulumi's aliases find", async () => {
        new Named("eu", { aliases: [{ name: "shop" }] }, "eu-web");
        const own = "test:index:Named::eu";
        const alias = "test:index:Named::shop";
        const names = ["eu-web", "shop-web"];
        const expected = [own, alias].flatMap((component) => names.map((name) => `${component}::${name}`));
        assert.deepEqual(await componentsOf("eu"), expected);
    });

    it("has no resource name that an alias of another parent does not find", async () => {
        // Pulumi looks for the object as shop, but it was web below shop.
        const aliases = [{ name: "shop", parent: pulumi.rootStackResource }];
        new Named("web", { parent: new Team("team"), aliases });
        const expected = ["test:index:Team$test:index:Named::web", "test:index:Named::shop::shop"];
        assert.deepEqual(await componentsOf("web"), expected);
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
