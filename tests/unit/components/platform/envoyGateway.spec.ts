import assert from "node:assert/strict";
import {
    EnvoyGateway,
    type EnvoyGatewayArgs,
    envoyGatewayObjects,
} from "../../../../components/src/platform/envoyGateway";
import { envoyGatewayKinds } from "../../../../components/src/platform/permissions";
import { envoyGatewayDefinitions, images } from "../../../../components/src/platform/versions";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { protectedBy } from "../app/protection";
import { find, findDeployment } from "./releases";

const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };

describe("Envoy Gateway", () => {
    const install = (args: Partial<EnvoyGatewayArgs> = {}) => envoyGatewayObjects({ httpNodePort: 30080, ...args });
    const named = (objects: ReturnType<typeof install>["gateway"]) =>
        objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

    it("has its own namespace, permissions, certificates, controller and policies, and a Gateway", () => {
        const { controller, gatewayClass, gateway } = install();
        assert.deepEqual(named(controller), [
            "Namespace envoy-gateway-system",
            "ServiceAccount envoy-gateway",
            "Role envoy-gateway",
            "RoleBinding envoy-gateway",
            "ClusterRole envoy-gateway",
            "ClusterRoleBinding envoy-gateway",
            "ServiceAccount envoy-gateway-certgen",
            "Role envoy-gateway-certgen",
            "RoleBinding envoy-gateway-certgen",
            "Job envoy-gateway-certgen-1.9.1",
            "ConfigMap envoy-gateway",
            "Service envoy-gateway",
            "Deployment envoy-gateway",
            "NetworkPolicy envoy-gateway-system-deny-ingress",
            "NetworkPolicy envoy-gateway",
            "NetworkPolicy envoy-gateway-metrics",
            "NetworkPolicy envoy-http",
            "NetworkPolicy envoy-metrics",
        ]);
        assert.deepEqual(named(gatewayClass), ["EnvoyProxy envoy", "GatewayClass envoy-gateway"]);
        assert.deepEqual(named(gateway), ["Gateway envoy"]);
        assert.equal(findDeployment(controller).spec.template.spec.containers[0]?.image, images.envoyGateway);
    });

    it("answers http on the node port that it is given, by the pinned Envoy, in as many replicas as the controller", () => {
        const { controller, gatewayClass } = install({ httpNodePort: 30090, replicas: 2 });
        const kubernetes = at({ inputs: find(gatewayClass, "EnvoyProxy") }, "spec.provider.kubernetes");
        const { envoyDeployment, envoyService, envoyPDB } = kubernetes as Record<string, Record<string, unknown>>;
        assert.equal(at({ inputs: envoyDeployment ?? {} }, "container.image"), images.envoy);
        assert.equal(envoyDeployment?.["replicas"], 2);
        assert.deepEqual(envoyPDB, { maxUnavailable: 1 });
        assert.deepEqual(envoyService, {
            ...{ name: "envoy", type: "NodePort" },
            patch: { value: { spec: { ports: [{ port: 80, nodePort: 30090 }] } } },
        });
        assert.equal(findDeployment(controller).spec["replicas"], 2);
        assert.equal(controller.filter(({ kind }) => kind === "PodDisruptionBudget").length, 1);
    });

    it("leaves other Gateways of the class their own Service, node port and settings", () => {
        assert.deepEqual(find(install().gatewayClass, "GatewayClass")["spec"], {
            controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
        });
    });

    it("admits the routes of every namespace, and is ready once its Envoy is", () => {
        const { metadata, spec } = find(install().gateway, "Gateway");
        assert.deepEqual(spec, {
            gatewayClassName: "envoy-gateway",
            infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "envoy" } },
            listeners: [{ name: "http", protocol: "HTTP", port: 80, allowedRoutes: { namespaces: { from: "All" } } }],
        });
        assert.equal(metadata.annotations?.["pulumi.com/waitFor"], "condition=Programmed");
    });

    it("lets anyone reach Envoy's listeners, its own pods the controller, and Prometheus both metrics", () => {
        const policies = install({ monitoringNamespace: "metrics" }).controller.filter(
            ({ kind }) => kind === "NetworkPolicy",
        );
        const allowed = policies.slice(1).map((policy) => {
            const [{ ports, from }] = at({ inputs: policy }, "spec.ingress") as [
                { ports: { port: number }[]; from?: { namespaceSelector: { matchLabels: Record<string, string> } }[] },
            ];
            const [peer] = from ?? [];
            return [
                ports.map(({ port }) => port),
                peer?.namespaceSelector.matchLabels["kubernetes.io/metadata.name"] ?? "anyone",
            ];
        });
        assert.deepEqual(allowed, [
            [[18000, 18002], "envoy-gateway-system"],
            [[19001], "metrics"],
            [[10080, 10443], "anyone"],
            [[19001], "metrics"],
        ]);
    });

    it("installs the definitions of its kinds first, then the controller, and the Gateway last", async () => {
        assert.deepEqual(Object.keys(envoyGatewayDefinitions), [...envoyGatewayKinds]);
        const recorder = await ResourceRecorder.start();
        const installed = new EnvoyGateway("envoy-gateway", { cluster, httpNodePort: 30080 });
        await recorder.settle();
        const definitions = recorder.resources.filter(({ type }) => type.endsWith(":CustomResourceDefinitions"));
        assert.deepEqual(
            definitions.flatMap((one) => at(one, "names")),
            envoyGatewayKinds.map((kind) => `${kind}.gateway.envoyproxy.io`),
        );
        assert.ok(definitions.every((one) => at(one, "retainOnDelete") === true));
        assert.equal(installed.url, "http://envoy.envoy-gateway-system.svc");
        assert.deepEqual(installed.gateway, { name: "envoy", namespace: "envoy-gateway-system" });
    });

    it("protects its Namespace and its definitions on request", async () => {
        const declared = (protect: boolean) =>
            protectedBy((opts) => {
                new EnvoyGateway("e", { cluster, httpNodePort: 30080, protect }, opts);
            });
        assert.deepEqual(await declared(false), []);
        const protectedOnes = await declared(true);
        assert.equal(protectedOnes.length, envoyGatewayKinds.length + 1);
        assert.ok(protectedOnes.includes("kubernetes:core/v1:Namespace envoy-gateway-system"));
    });
});
