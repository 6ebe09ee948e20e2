import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { AppSettings } from "../../../infra/appSettings";
import { existingPlatform, usualPlatform } from "../../../infra/platform";
import { referencePlatform } from "../../../infra/referencedPlatform";
import { startReferences } from "../../support/pulumi/stackReferences";

describe("a platform that exists", () => {
    it("is as usual where nothing is said", () => {
        assert.deepEqual(existingPlatform({ kind: "existing" }), { ...usualPlatform, resources: [] });
    });

    it("is as it is said to be", () => {
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

    const refusal = async (own: Partial<AppSettings>, name = stack): Promise<string> => {
        await startReferences({ [stack]: { outputs } });
        try {
            await referencePlatform(name, { ...app, ...own });
        } catch (error) {
            assert.equal(pulumi.RunError.isInstance(error), true, `${String(error)} would be shown with a stack trace`);
            return (error as Error).message;
        }
        return assert.fail("it was taken");
    };

    it("is what its outputs say", async () => {
        await startReferences({ [stack]: { outputs } });
        assert.deepEqual(await referencePlatform(stack, app), { ...platform, resources: [] });
    });

    it("refuses an app that would be taken for that stack's own", async () => {
        assert.equal(
            await refusal({ name: "shop", namespace: "demo" }),
            `stack ${stack} has the platform, and nothing was changed:\n` +
                "  canary-delivery:name must not be shop: both would be one job in Prometheus\n" +
                "  canary-delivery:namespace must not be demo: that stack owns it",
        );
    });

    for (const namespace of ["edge", "metrics"]) {
        it(`refuses an app in the platform's namespace ${namespace}`, async () => {
            assert.match(
                await refusal({ namespace }),
                new RegExp(`canary-delivery:namespace must not be ${namespace}: `),
            );
        });
    }

    it("refuses the stack itself: its next update would remove the platform that it reads", async () => {
        assert.equal(
            await refusal({}, "organization/canary-delivery/test"),
            "canary-delivery:platformStack must name another stack, got this one, organization/canary-delivery/test",
        );
    });
});
