import assert from "node:assert/strict";
import type { CanaryRouter } from "../../../../components/src/app";
import { at } from "../../../support/pulumi/mocks";
import { declare, types } from "./canaryAppArgs";

const stable = { name: "ops-hardening-demo-stable", port: 80, weight: 100 };
const canary = { name: "ops-hardening-demo-canary", port: 80, weight: 0 };
const routes = [{ host: "demo.local" }, { host: "*.demo.local", paths: ["/v1", "/v2"] }];
const typeOf = (apiVersion: string, kind: string) => `kubernetes:${apiVersion}:${kind}`;
const traefik = (kind: string) => typeOf("traefik.io/v1alpha1", kind);
const gateway = (kind: string) => typeOf("gateway.networking.k8s.io/v1", kind);
const virtualService = typeOf("networking.istio.io/v1beta1", "VirtualService");

/** Declares the app with a router, and collects which fields Pulumi ignores, by type. */
async function declareWith(router: CanaryRouter) {
    const ignored = new Map<string, readonly string[]>();
    const opts = {
        transformations: [
            ({ type, opts: given }: { type: string; opts: { ignoreChanges?: string[] } }) => {
                ignored.set(type, given.ignoreChanges ?? []);
                return undefined;
            },
        ],
    };
    const recorder = await declare({ router, ingresses: [] }, { opts });
    return { recorder, ignored, routing: at(recorder.get(types.rollout), "spec.strategy.canary.trafficRouting") };
}

const force = "pulumi.com/patchForce";

describe("the objects of a CanaryApp's router", () => {
    it("are those of Traefik: all on stable at first, and weights that Pulumi leaves to the controller", async () => {
        const { recorder, ignored, routing } = await declareWith({
            kind: "traefik",
            routes,
            entryPoints: ["web"],
            tlsSecret: "demo-tls",
        });
        const weighted = recorder.get(traefik("TraefikService"));
        assert.deepEqual(at(weighted, "spec"), { weighted: { services: [stable, canary] } });
        assert.equal((at(weighted, "metadata.annotations") as Record<string, string>)[force], "false");
        assert.deepEqual(ignored.get(traefik("TraefikService")), ["spec.weighted.services"]);
        const services = [{ kind: "TraefikService", name: "ops-hardening-demo" }];
        const any = "HostRegexp(`^[^.]+\\.demo\\.local$`)";
        const matches = ["Host(`demo.local`)", `${any} && (PathPrefix(\`/v1\`) || PathPrefix(\`/v2\`))`];
        assert.deepEqual(at(recorder.get(traefik("IngressRoute")), "spec"), {
            entryPoints: ["web"],
            routes: matches.map((match) => ({ kind: "Rule", match, services })),
            tls: { secretName: "demo-tls" },
        });
        assert.deepEqual(routing, { traefik: { weightedTraefikServiceName: "ops-hardening-demo" } });
        assert.ok(!recorder.resources.some(({ type }) => type === types.ingress));
    });

    it("are an HTTPRoute for each host, on a Gateway that exists", async () => {
        const parent = { name: "edge", namespace: "gateways", sectionName: "https" };
        const { recorder, ignored, routing } = await declareWith({ kind: "gatewayApi", routes, gateway: parent });
        const backendRefs = [stable, canary];
        const path = (value: string) => ({ path: { type: "PathPrefix", value } });
        assert.deepEqual(at(recorder.get(gateway("HTTPRoute"), "ops-hardening-demo"), "spec"), {
            parentRefs: [parent],
            hostnames: ["demo.local"],
            rules: [{ matches: [path("/")], backendRefs }],
        });
        const second = recorder.get(gateway("HTTPRoute"), "ops-hardening-demo-1");
        assert.deepEqual(at(second, "spec.rules"), [{ matches: [path("/v1"), path("/v2")], backendRefs }]);
        assert.equal((at(second, "metadata.annotations") as Record<string, string>)[force], "false");
        assert.deepEqual(ignored.get(gateway("HTTPRoute")), ["spec.rules"]);
        const names = ["ops-hardening-demo", "ops-hardening-demo-1"].map((name) => ({ name }));
        assert.deepEqual(routing, {
            plugins: { "argoproj-labs/gatewayAPI": { namespace: "demo", httpRoutes: names } },
        });
        assert.ok(!ignored.has(gateway("Gateway")));
    });

    it("are an HTTPRoute on a Gateway for the app alone", async () => {
        const { recorder, routing } = await declareWith({
            kind: "gatewayApi",
            routes: routes.slice(0, 1),
            gateway: { className: "traefik", port: 8000 },
        });
        assert.deepEqual(at(recorder.get(gateway("Gateway")), "spec"), {
            gatewayClassName: "traefik",
            listeners: [{ name: "http", protocol: "HTTP", port: 8000 }],
        });
        assert.deepEqual(at(recorder.get(gateway("HTTPRoute")), "spec.parentRefs"), [{ name: "ops-hardening-demo" }]);
        const httpRoutes = [{ name: "ops-hardening-demo" }];
        assert.deepEqual(routing, { plugins: { "argoproj-labs/gatewayAPI": { namespace: "demo", httpRoutes } } });
    });

    it("are a VirtualService for each host of Istio", async () => {
        const { recorder, ignored, routing } = await declareWith({
            kind: "istio",
            routes,
            gateways: ["istio-system/edge"],
        });
        const to = ({ name: host, weight }: typeof stable) => ({ destination: { host }, weight });
        assert.deepEqual(at(recorder.get(virtualService, "ops-hardening-demo"), "spec"), {
            hosts: ["demo.local"],
            gateways: ["istio-system/edge"],
            http: [{ name: "primary", match: [{ uri: { prefix: "/" } }], route: [to(stable), to(canary)] }],
        });
        assert.deepEqual(ignored.get(virtualService), ["spec.http"]);
        const virtualServices = ["ops-hardening-demo", "ops-hardening-demo-1"].map((name) => ({
            name,
            routes: ["primary"],
        }));
        assert.deepEqual(routing, { istio: { virtualServices } });
    });

    it("are the Ingresses of ALB, whose rules use the controller's action", async () => {
        const recorder = await declare({ router: { kind: "alb", stickinessSeconds: 60 }, steps: longSteps });
        const service = { name: "ops-hardening-demo-stable", port: { name: "use-annotation" } };
        assert.deepEqual(at(recorder.get(types.ingress), "spec.rules"), [
            { host: "demo.local", http: { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] } },
        ]);
        assert.deepEqual(at(recorder.get(types.rollout), "spec.strategy.canary.trafficRouting"), {
            alb: {
                ingresses: ["ops-hardening-demo"],
                servicePort: 80,
                stickinessConfig: { enabled: true, durationSeconds: 60 },
            },
        });
    });

    it("are the user's own with a plugin", async () => {
        const config = { httpProxies: ["web"] };
        const { routing } = await declareWith({ kind: "plugin", name: "argoproj-labs/contour", config });
        assert.deepEqual(routing, { plugins: { "argoproj-labs/contour": config } });
    });
});

const longSteps = [{ setWeight: 10 }, { pause: { duration: "120s" } }, { setWeight: 100 }];
