import assert from "node:assert/strict";
import { Traefik, type TraefikArgs, traefikObjects } from "../../../../components/src/platform/traefik";
import type { PolicyRule } from "../../../../components/src/platform/permissions";
import { images } from "../../../../components/src/platform/versions";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { protectedBy } from "../app/protection";
import { find, findDeployment } from "./releases";

const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };

describe("Traefik", () => {
    const install = (args: Partial<TraefikArgs> = {}) => traefikObjects({ httpNodePort: 30080, ...args });
    const containerOf = (args?: Partial<TraefikArgs>) =>
        findDeployment(install(args)).spec.template.spec.containers[0] ?? assert.fail("no container");
    const flagsOf = (args?: Partial<TraefikArgs>) => containerOf(args).args ?? [];

    it("has its own namespace, permissions, class, Service and policies", () => {
        assert.deepEqual(
            install().map(({ kind, metadata }) => `${kind} ${metadata.name}`),
            [
                "Namespace traefik",
                "ServiceAccount traefik",
                "ClusterRole traefik",
                "ClusterRoleBinding traefik",
                "IngressClass nginx",
                "Service traefik",
                "Deployment traefik",
                "NetworkPolicy traefik-deny-ingress",
                "NetworkPolicy traefik-http",
                "NetworkPolicy traefik-metrics",
            ],
        );
        assert.equal(containerOf().image, images.traefik);
    });

    it("serves one class only, by a controller name that is not ingress-nginx's", () => {
        const name = /^--providers\.kubernetesingressnginx\.(ingressclass|ingressclassbyname|controllerclass)=/;
        assert.deepEqual(
            flagsOf({ ingressClass: "internal" }).filter((flag) => name.test(flag)),
            [
                "--providers.kubernetesingressnginx.ingressclass=internal",
                "--providers.kubernetesingressnginx.ingressclassbyname=true",
                "--providers.kubernetesingressnginx.controllerclass=traefik.io/ingress-nginx",
            ],
        );
        assert.deepEqual(find(install({ ingressClass: "internal" }), "IngressClass", "internal")["spec"], {
            controller: "traefik.io/ingress-nginx",
        });
    });

    it("serves a class that exists without touching it", () => {
        const kinds = install({ existingClass: true }).map(({ kind }) => kind);
        assert.ok(!kinds.includes("IngressClass"));
        assert.ok(flagsOf({ existingClass: true }).includes("--providers.kubernetesingressnginx.ingressclass=nginx"));
    });

    it("serves IngressRoutes where it is given their definitions, which it installs first and may then watch", async () => {
        const definitions = { url: "https://example.com/definitions.yaml", sha256: "a".repeat(64) };
        const crd = "--providers.kubernetescrd";
        assert.ok(!flagsOf().includes(crd));
        assert.ok(flagsOf({ definitions }).includes(crd));
        const rules = (args: Partial<TraefikArgs>) => JSON.stringify(find(install(args), "ClusterRole")["rules"]);
        assert.doesNotMatch(rules({}), /traefik\.io/);
        const recorder = await ResourceRecorder.start();
        new Traefik("traefik", { cluster, httpNodePort: 30080, definitions });
        await recorder.settle();
        const installed = recorder.get("pulumi-nodejs:dynamic/canary:CustomResourceDefinitions");
        const names = at(installed, "names") as string[];
        assert.ok(names.includes("traefikservices.traefik.io") && names.includes("ingressroutes.traefik.io"));
        assert.deepEqual(
            names.filter((name) => !rules({ definitions }).includes(`"${name.replace(".traefik.io", "")}"`)),
            [],
        );
        assert.equal(at(installed, "retainOnDelete"), true);
    });

    it("serves HTTPRoutes on request, by a Gateway for every namespace, whose listener is an entry point", () => {
        const gateway = "--providers.kubernetesgateway";
        assert.ok(!flagsOf().includes(gateway));
        assert.ok(flagsOf({ gatewayApi: true }).includes(gateway));
        const added = install({ gatewayApi: true }).filter(({ kind }) => kind.startsWith("Gateway"));
        assert.deepEqual(
            added.map(({ kind, metadata, spec }) => ({ kind, metadata, spec })),
            [
                {
                    kind: "GatewayClass",
                    metadata: { name: "traefik" },
                    spec: { controllerName: "traefik.io/gateway-controller" },
                },
                {
                    kind: "Gateway",
                    metadata: { name: "traefik", namespace: "traefik" },
                    spec: {
                        gatewayClassName: "traefik",
                        listeners: [
                            {
                                name: "http",
                                protocol: "HTTP",
                                port: 8000,
                                allowedRoutes: { namespaces: { from: "All" } },
                            },
                        ],
                    },
                },
            ],
        );
        const rules = (args: Partial<TraefikArgs>) => find(install(args), "ClusterRole")["rules"] as PolicyRule[];
        const more = rules({ gatewayApi: true }).slice(rules({}).length);
        assert.deepEqual(
            more.filter(({ verbs }) => !verbs.includes("watch")).flatMap(({ resources }) => resources),
            ["gatewayclasses", "gateways", "httproutes", "grpcroutes", "tlsroutes", "backendtlspolicies"].map(
                (kind) => `${kind}/status`,
            ),
        );
    });

    it("gets no request before its provider has read the Ingresses, and a pod stays until the next one has", () => {
        const { readinessProbe } = containerOf();
        assert.deepEqual(readinessProbe, {
            httpGet: { path: "/ping", port: "metrics" },
            initialDelaySeconds: 10,
            periodSeconds: 2,
        });
        const { strategy } = findDeployment(install()).spec;
        assert.deepEqual(strategy, { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    });

    it("applies a second change within a rollout's pause soon, and gives authors no snippets", () => {
        for (const flag of [
            "--providers.providersthrottleduration=100ms",
            "--providers.kubernetesingressnginx.allowsnippetannotations=false",
            "--providers.kubernetesingressnginx.allowcrossnamespaceresources=false",
        ]) {
            assert.ok(flagsOf().includes(flag), flag);
        }
    });

    it("answers http on the node port that it is given, and has its metrics on no Service", () => {
        assert.deepEqual(at({ inputs: find(install(), "Service", "traefik") }, "spec.ports"), [
            { name: "http", port: 80, targetPort: "web", nodePort: 30080 },
            { name: "https", port: 443, targetPort: "websecure" },
        ]);
        const listening = flagsOf().filter((flag) => /^--entrypoints\.\w+\.address=/.test(flag));
        assert.deepEqual(
            containerOf().ports?.map((port) => `--entrypoints.${port.name ?? ""}.address=:${port.containerPort}`),
            listening,
        );
    });

    it("lets anyone in on http and https, and one namespace read its metrics", () => {
        const ingress = (name: string) =>
            at({ inputs: find(install({ monitoringNamespace: "metrics" }), "NetworkPolicy", name) }, "spec.ingress");
        assert.deepEqual(ingress("traefik-http"), [
            {
                ports: [
                    { port: 8000, protocol: "TCP" },
                    { port: 8443, protocol: "TCP" },
                ],
            },
        ]);
        assert.deepEqual(ingress("traefik-metrics"), [
            {
                ports: [{ port: 9100, protocol: "TCP" }],
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "metrics" } } }],
            },
        ]);
    });

    it("has the next pod ready before one leaves, one replica too", () => {
        const { spec } = findDeployment(install());
        assert.deepEqual(spec["strategy"], {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
        });
        assert.equal(spec["replicas"], 1);
        assert.equal(findDeployment(install({ replicas: 2 })).spec["replicas"], 2);
        assert.equal(find(install({ replicas: 2 }), "PodDisruptionBudget").metadata.namespace, "traefik");
    });

    it("declares each object as a resource of its kind", async () => {
        const recorder = await ResourceRecorder.start();
        const traefik = new Traefik("traefik", { cluster, httpNodePort: 30080, ingressClass: "internal" });
        await recorder.settle();
        assert.equal(recorder.resources.length, install().length + 2);
        assert.deepEqual([traefik.ingressClass, traefik.url], ["internal", "http://traefik.traefik.svc"]);
        assert.equal(traefik.ready.length, 2);
    });

    it("protects its Namespace on request", async () => {
        const declared = (protect: boolean) =>
            protectedBy((opts) => {
                new Traefik("t", { cluster, httpNodePort: 30080, protect }, opts);
            });
        assert.deepEqual(await declared(false), []);
        assert.deepEqual(await declared(true), ["kubernetes:core/v1:Namespace traefik"]);
    });
});
