import assert from "node:assert/strict";
import { CanaryApp, type CanaryAppArgs } from "../../../../components/src/app";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { args } from "./canaryAppArgs";

/** An app with all objects that there are. */
const all: CanaryAppArgs = {
    ...args,
    baseline: "app:0",
    pod: { files: { "a.txt": "a" }, secretEnv: { TOKEN: "t" } },
    scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
    clients: { ingressNamespace: "ingress-nginx", monitoringNamespace: "monitoring" },
    smokeTest: { requests: [{ path: "/" }] },
};

describe("two CanaryApps of one app in a stack", () => {
    let recorder: ResourceRecorder;
    beforeEach(async () => {
        recorder = await ResourceRecorder.start();
    });

    it("are different resources with the names of their components", async () => {
        new CanaryApp("eu", { ...all, resourceNames: "component" });
        new CanaryApp("us", { ...all, resourceNames: "component" });
        new CanaryApp("shop", all);
        await recorder.settle();
        const urns = recorder.resources.map(({ type, name }) => `${type} ${name}`);
        assert.deepEqual(
            urns.filter((one, index) => urns.indexOf(one) !== index),
            [],
        );
        const objects = (start: string) =>
            recorder.resources
                .filter(({ type, name }) => type.startsWith("kubernetes:") && name.startsWith(start))
                .map(({ type, inputs }) => `${type} ${(inputs["metadata"] as { name: string }).name}`)
                .sort();
        assert.ok(objects("eu-").length >= 12, objects("eu-").join("\n"));
        assert.deepEqual(objects("us-"), objects("eu-"));
    });

    it("are named in the Rollout's annotation, so that a change of the names is found before it", async () => {
        new CanaryApp("eu", { ...args, resourceNames: "component" });
        new CanaryApp("shop", args);
        await recorder.settle();
        const type = "canary:index:CanaryApp";
        const rollout = `argoproj.io/v1alpha1 Rollout ${args.namespace as string}/${args.name}`;
        for (const [component, resource, expected] of [
            ["eu", `eu-${args.name}`, `${type}::eu::eu-${args.name}`],
            ["shop", args.name, `${type}::shop`],
        ] as const) {
            const { inputs } = recorder.get("kubernetes:argoproj.io/v1alpha1:Rollout", resource);
            const { annotations } = inputs["metadata"] as { annotations: Record<string, string> };
            assert.equal(annotations["canary-delivery/component"], expected);
            const check = recorder.get("pulumi-nodejs:dynamic/canary:OwnershipCheck", component);
            assert.deepEqual(at(check, "components"), { [rollout]: [expected] });
        }
    });

    it("are no error of this package with one name, which two tests with one mock engine may have", async () => {
        new CanaryApp("shop", args);
        new CanaryApp("shop", args);
        await recorder.settle();
    });

    it("are one error with the names of their objects, unless their parents differ", async () => {
        new CanaryApp("eu", args);
        assert.throws(() => new CanaryApp("us", args), {
            message:
                'name must differ from that of CanaryApp eu, or have resourceNames component, got "ops-hardening-demo" for both',
        });
        new CanaryApp("us", { ...args, name: "shop" });
        await recorder.settle();
    });
});
