import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readOutputs } from "../../../../components/src/outputs/readOutputs";
import { type OtherStack, startReferences } from "../../../support/pulumi/stackReferences";

const stack = "organization/canary-delivery/dev";
const platform = {
    ingressClass: "nginx",
    ingressUrl: "http://ingress-nginx-controller.ingress-nginx.svc",
    ingressNamespace: "ingress-nginx",
    monitoringNamespace: "monitoring",
    prometheusUrl: "http://prometheus.monitoring:9090",
};
const app = {
    url: "http://demo.local:30080",
    host: "demo.local",
    namespace: "demo",
    rolloutName: "ops-hardening-demo",
    stableService: "ops-hardening-demo-stable",
    canaryService: "ops-hardening-demo-canary",
};
const verdict = { outcome: "Promoted", revision: 2, image: "registry/app:2", evidence: { weights: [10, 100] } };
const outputs = { contractVersion: 1, ...platform, ...app, ...verdict };

const without = (name: string) => Object.fromEntries(Object.entries(outputs).filter(([key]) => key !== name));

async function read(other: OtherStack, name = stack) {
    await startReferences({ [stack]: other });
    return readOutputs(new pulumi.StackReference(name));
}

/** Returns the sentence with which a stack's outputs are rejected. */
async function rejection(other: OtherStack, name?: string): Promise<string> {
    try {
        await read(other, name);
    } catch (error) {
        assert.equal(pulumi.RunError.isInstance(error), true, `${String(error)} would be shown with a stack trace`);
        return (error as Error).message;
    }
    return assert.fail("the outputs were accepted");
}

describe("outputs of another stack", () => {
    it("are plain values", async () => {
        assert.deepEqual(await read({ outputs }), { stack, ...outputs });
    });

    it("may have more than this version of the contract knows", async () => {
        const found = await read({ outputs: { ...outputs, region: "eu-1" } });
        assert.equal("region" in found, false);
        assert.equal(found.prometheusUrl, platform.prometheusUrl);
    });

    it("need no verdict: a platform exists before its stack's first rollout succeeds", async () => {
        const found = await read({ outputs: { contractVersion: 1, ...platform, ...app } });
        assert.deepEqual(found, { stack, contractVersion: 1, ...platform, ...app });
        assert.equal(found.outcome, undefined);
    });

    it("leave out a verdict that is secret", async () => {
        const found = await read({ outputs, secrets: ["image"] });
        assert.equal(found.image, undefined);
        assert.equal(found.outcome, "Promoted");
    });

    it("are rejected if there are none yet, with the next action", async () => {
        assert.equal(
            await rejection({ outputs: {} }),
            `stack ${stack} has no outputs: no update of it has succeeded yet; run pulumi up there until one does`,
        );
    });

    it("are rejected in a newer version of the contract, with both versions", async () => {
        assert.equal(
            await rejection({ outputs: { ...outputs, contractVersion: 2 } }),
            `stack ${stack} has outputs of contract version 2, expected contract version 1; use that stack's release here`,
        );
    });

    for (const version of [0, "1", "one"]) {
        it(`are rejected in version ${JSON.stringify(version)} of the contract`, async () => {
            assert.equal(
                await rejection({ outputs: { ...outputs, contractVersion: version } }),
                `stack ${stack} has outputs of contract version ${JSON.stringify(version)}, expected contract version 1; ` +
                    "run pulumi up there with the release that is used here",
            );
        });
    }

    it("are rejected without a version: of an older release, or of another program", async () => {
        assert.equal(
            await rejection({ outputs: without("contractVersion") }),
            `stack ${stack} has no contractVersion among its outputs, expected contract version 1; run pulumi up there with ` +
                "the release that is used here, or name a stack of canary-delivery",
        );
    });

    it("are rejected as another program's if none is one of ours", async () => {
        assert.match(await rejection({ outputs: { bucket: "a" } }), /has no contractVersion among its outputs/);
    });

    for (const name of Object.keys({ ...platform, ...app })) {
        it(`are rejected without ${name}`, async () => {
            assert.equal(
                await rejection({ outputs: without(name) }),
                `stack ${stack} lacks the outputs ${name}, which contract version 1 has; run pulumi up there with the ` +
                    "release that is used here",
            );
        });
    }

    it("are rejected if a string is not one, and a secret is not shown", async () => {
        const wrong = { outputs: { ...outputs, ingressUrl: 8080, host: "", url: "http://hidden" }, secrets: ["url"] };
        assert.equal(
            await rejection(wrong),
            `stack ${stack} has invalid outputs, contract version 1 requires plain (non-secret) strings: ingressUrl is 8080, url is a secret, ` +
                'host is ""; run pulumi up there with the release that is used here',
        );
    });

    it("are rejected if there is no such stack, in the engine's words", async () => {
        const other = "organization/canary-delivery/none";
        assert.match(
            await rejection({ outputs }, other),
            new RegExp(
                `^stack ${other} cannot be read: .*unknown stack "${other}".*; name it as organization/project/stack`,
            ),
        );
    });
});
