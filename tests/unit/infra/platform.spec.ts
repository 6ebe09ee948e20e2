import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { AppSettings } from "../../../infra/appSettings";
import { existingPlatform, usualPlatform } from "../../../infra/platform";
import { referencePlatform } from "../../../infra/referencedPlatform";
import { startReferences } from "../../support/pulumi/stackReferences";

describe("a platform that exists", () => {
    it("has the usual values without settings", () => {
        assert.deepEqual(existingPlatform({ kind: "existing" }), { ...usualPlatform, resources: [] });
    });

    it("has the values of the settings", () => {
        const platform = existingPlatform({
            kind: "existing",
            prometheusAddress: "http://prometheus.metrics:9090",
            ingressClass: "internal",
            ingressNamespace: "edge",
        });
        assert.deepEqual(platform, {
            ingressClass: "internal",
            ingressUrl: usualPlatform.ingressUrl,
            ingressNamespace: "edge",
            monitoringNamespace: "monitoring",
            prometheusUrl: "http://prometheus.metrics:9090",
            resources: [],
        });
    });
});

describe("a platform of another stack", () => {
    const stack = "organization/canary-delivery/dev";
    const platform = {
        ingressClass: "internal",
        ingressUrl: "http://nginx.edge.svc",
        ingressNamespace: "edge",
        monitoringNamespace: "metrics",
        prometheusUrl: "http://prometheus.metrics:9090",
    };
    const outputs = {
        ...{ contractVersion: 1, ...platform, url: "http://demo.local", host: "demo.local", namespace: "demo" },
        ...{ rolloutName: "shop", stableService: "shop-stable", canaryService: "shop-canary" },
    };
    const app = { name: "shop-staging", namespace: "staging" } as AppSettings;

    const rejection = async (own: Partial<AppSettings>, name = stack): Promise<string> => {
        await startReferences({ [stack]: { outputs } });
        try {
            await referencePlatform(name, { ...app, ...own });
        } catch (error) {
            assert.equal(pulumi.RunError.isInstance(error), true, `${String(error)} would be shown with a stack trace`);
            return (error as Error).message;
        }
        return assert.fail("it was taken");
    };

    it("is taken from its outputs", async () => {
        await startReferences({ [stack]: { outputs } });
        assert.deepEqual(await referencePlatform(stack, app), { ...platform, resources: [] });
    });

    it("rejects an app with the name and namespace of that stack's app", async () => {
        assert.equal(
            await rejection({ name: "shop", namespace: "demo" }),
            `stack ${stack} has the platform, and nothing was changed:\n` +
                "  canary-delivery:name must not be shop: both would be one job in Prometheus\n" +
                "  canary-delivery:namespace must not be demo: that stack owns it",
        );
    });

    for (const namespace of ["edge", "metrics"]) {
        it(`rejects an app in the platform's namespace ${namespace}`, async () => {
            assert.match(
                await rejection({ namespace }),
                new RegExp(`canary-delivery:namespace must not be ${namespace}: `),
            );
        });
    }

    it("rejects the stack itself: its next update would remove the platform that it reads", async () => {
        assert.equal(
            await rejection({}, "organization/canary-delivery/test"),
            "canary-delivery:platformStack must name another stack, got this one, organization/canary-delivery/test",
        );
    });
});
