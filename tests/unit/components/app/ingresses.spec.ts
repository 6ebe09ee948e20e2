import assert from "node:assert/strict";
import type { CanaryIngress } from "../../../../components/src/app";
import { at, type ResourceRecorder } from "../../../support/pulumi/mocks";
import { args, declare, types } from "./canaryAppArgs";

const backend = { service: { name: "ops-hardening-demo-stable", port: { number: 80 } } };
const nginxOf = (recorder: ResourceRecorder) =>
    at(recorder.get(types.rollout), "spec.strategy.canary.trafficRouting.nginx");
const prefixes = (...paths: string[]) => paths.map((path) => ({ path, pathType: "Prefix", backend }));

const pulumiAnnotations = {
    "pulumi.com/skipAwait": "true",
    "pulumi.com/patchForce": "true",
    "canary-delivery/stack": "organization/canary-delivery/test",
};

describe("the Ingresses of a CanaryApp", () => {
    it("send all of a host to the stable Service, and wait for no address", async () => {
        const ingress = (await declare()).get(types.ingress);
        assert.deepEqual(at(ingress, "spec"), {
            ingressClassName: "nginx",
            rules: [{ host: "demo.local", http: { paths: prefixes("/") } }],
        });
        assert.equal(at(ingress, "metadata.name"), "ops-hardening-demo");
        assert.deepEqual(at(ingress, "metadata.annotations"), pulumiAnnotations);
    });

    it("have the hosts, paths, certificates and annotations of the args", async () => {
        const annotations = { "nginx.ingress.kubernetes.io/proxy-body-size": "8m" };
        const tls = [{ hosts: ["demo.local", "api.local"], secretName: "demo-tls" }];
        const rules = [{ host: "demo.local" }, { host: "api.local", paths: ["/v1", "/v2"] }];
        const recorder = await declare({ ingresses: [{ name: "web", ingressClass: "edge", rules, tls, annotations }] });
        const ingress = recorder.get(types.ingress);
        assert.equal(at(ingress, "metadata.name"), "web");
        assert.deepEqual(at(ingress, "metadata.annotations"), { ...annotations, ...pulumiAnnotations });
        assert.deepEqual(at(ingress, "spec"), {
            ingressClassName: "edge",
            rules: [
                { host: "demo.local", http: { paths: prefixes("/") } },
                { host: "api.local", http: { paths: prefixes("/v1", "/v2") } },
            ],
            tls,
        });
        assert.deepEqual(nginxOf(recorder), { stableIngress: "web" });
    });

    it("have the path types of the args, and may have no host", async () => {
        const annotations = {
            "nginx.ingress.kubernetes.io/use-regex": "true",
            "nginx.ingress.kubernetes.io/rewrite-target": "/$2",
        };
        const rules = [
            { paths: ["/api(/|$)(.*)"], pathType: "ImplementationSpecific" as const },
            { paths: ["/"], pathType: "Exact" as const },
        ];
        const recorder = await declare({ ingresses: [{ ingressClass: "nginx", rules, annotations }] });
        const ingress = recorder.get(types.ingress);
        assert.deepEqual(at(ingress, "spec.rules"), [
            { http: { paths: [{ path: "/api(/|$)(.*)", pathType: "ImplementationSpecific", backend }] } },
            { http: { paths: [{ path: "/", pathType: "Exact", backend }] } },
        ]);
        assert.deepEqual(at(ingress, "metadata.annotations"), { ...annotations, ...pulumiAnnotations });
        const preflight = recorder.get("pulumi-nodejs:dynamic/canary:Preflight");
        assert.deepEqual(
            (at(preflight, "ingresses") as readonly { hosts: readonly { host: string }[] }[])[0]?.hosts.map(
                ({ host }) => host,
            ),
            ["", ""],
        );
    });

    it("are all weighted where there are several", async () => {
        const of = (name: string, ingressClass: string): CanaryIngress => ({
            name,
            ingressClass,
            rules: [{ host: "demo.local" }],
        });
        const recorder = await declare({ ingresses: [of("public", "nginx"), of("internal", "nginx-internal")] });
        assert.deepEqual(nginxOf(recorder), { stableIngresses: ["public", "internal"] });
        const declared = recorder.resources.filter(({ type }) => type === types.ingress);
        assert.deepEqual(
            declared.map((one) => [at(one, "metadata.name"), at(one, "spec.ingressClassName")]),
            [
                ["public", "nginx"],
                ["internal", "nginx-internal"],
            ],
        );
    });

    // Without these annotations a header no longer reaches the canary.
    it("have the canary's copy annotated by the args, in addition to the weight", async () => {
        const additionalIngressAnnotations = { "canary-by-header": "x-canary" };
        const gate = { ...args.gate, onWrongShare: "note" } as const;
        assert.deepEqual(nginxOf(await declare({ additionalIngressAnnotations, gate })), {
            stableIngress: "ops-hardening-demo",
            additionalIngressAnnotations,
        });
    });
});
