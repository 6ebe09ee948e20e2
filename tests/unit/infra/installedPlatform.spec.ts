import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { installPlatform } from "../../../infra/installedPlatform";
import type { MonitoringSettings } from "../../../infra/monitoringSettings";
import { type Platform, usualPlatform } from "../../../infra/platform";
import type { InstalledPlatformSettings } from "../../../infra/platformSettings";
import { at, type DeclaredResource, ResourceRecorder } from "../../support/pulumi/mocks";
import { argoRolloutsRelease, ingressNginxRelease, prometheusOperatorRelease } from "../components/platform/releases";

const releases = {
    argoRollouts: argoRolloutsRelease,
    prometheusOperator: prometheusOperatorRelease,
    ingressNginx: ingressNginxRelease,
};
const installed: InstalledPlatformSettings = {
    kind: "install",
    ingressController: "nginx",
    router: "nginx",
    routerPlugins: [],
    controllerReplicas: 2,
    prometheusRetention: "15d",
    prometheusStorage: { size: "50Gi", storageClass: "fast" },
    apiServerCidr: "10.0.0.0/28",
    kubeletMetrics: false,
    kubeStateMetrics: false,
    retainCustomResources: true,
    ingressHttpNodePort: 30081,
    imageDigests: "strip",
};

/** A declared platform, and the types of its protected resources. */
class Installation {
    private constructor(
        private readonly recorder: ResourceRecorder,
        readonly platform: Platform,
        readonly guarded: readonly string[],
        /** The dependencies of each component, by its type. */
        readonly needs: ReadonlyMap<string, unknown>,
    ) {}

    static async of(
        settings: InstalledPlatformSettings,
        protect: boolean,
        monitoring?: MonitoringSettings,
    ): Promise<Installation> {
        const recorder = await ResourceRecorder.start();
        const guarded: string[] = [];
        const needs = new Map<string, unknown>();
        const transformations: pulumi.ResourceTransformation[] = [
            ({ type, opts }) => {
                needs.set(type, opts.dependsOn);
                guarded.push(...(opts.protect === true ? [type] : []));
                return undefined;
            },
        ];
        const cluster = { kubeconfig: "/kubeconfig", kubeContext: "local" };
        const facts = { cluster, scrapeInterval: "5s", protect, monitoring };
        const platform = installPlatform(settings, facts, releases, { transformations });
        await recorder.settle();
        return new Installation(recorder, platform, guarded, needs);
    }

    all(type: string): DeclaredResource[] {
        return this.recorder.resources.filter((resource) => resource.type === type);
    }

    get(type: string, object: string): DeclaredResource {
        const found = this.all(type).find((resource) => at(resource, "metadata.name") === object);
        assert.ok(found !== undefined, `there is no ${type} ${object}`);
        return found;
    }

    /** Returns the namespaces of the controllers whose metrics are scraped. */
    monitored(): unknown[] {
        return this.all("kubernetes:monitoring.coreos.com/v1:PodMonitor").map((monitor) =>
            at(monitor, "spec.namespaceSelector.matchNames"),
        );
    }

    /** Returns, for each release, whether its custom resources outlive the stack. */
    kept(): unknown[] {
        const type = "pulumi-nodejs:dynamic/canary:CustomResourceDefinitions";
        return this.all(type).map((resource) => at(resource, "retainOnDelete"));
    }
}

/** The type and the name of a resource, which the SDK's declarations omit. */
function identityOf(resource: unknown) {
    return resource as { readonly __pulumiType: string; readonly __name: string };
}

describe("a platform that is installed", () => {
    let kept: Installation;
    let gone: Installation;
    before(async function () {
        // The dynamic providers are serialized, as often as they are declared.
        this.timeout(60_000);
        kept = await Installation.of(installed, true);
        const prometheusAddress = "http://thanos.monitoring:9090";
        gone = await Installation.of({ ...installed, retainCustomResources: false, prometheusAddress }, false);
    });

    it("has the addresses that an existing platform has by default", () => {
        const { resources, ...found } = kept.platform;
        assert.deepEqual(found, usualPlatform);
        const types = resources.map((one) => identityOf(one).__pulumiType);
        const [deployment, service] = ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"];
        assert.deepEqual(types.sort(), [deployment, deployment, service, service]);
    });

    it("has Traefik in place of ingress-nginx if configured, for the same class", async () => {
        const { platform, ...other } = await Installation.of({ ...installed, ingressController: "traefik" }, false);
        assert.deepEqual(
            [...other.needs.keys()].filter((type) => /IngressNginx|Traefik/.test(type)),
            ["canary:index:Traefik"],
        );
        const { ingressClass, ingressUrl, ingressNamespace } = platform;
        assert.deepEqual(
            [ingressClass, ingressUrl, ingressNamespace],
            ["nginx", "http://traefik.traefik.svc", "traefik"],
        );
        assert.equal(platform.resources.length, 4);
    });

    it("has Envoy Gateway if configured, which is ready with its Gateway, and scrapes its metrics", async () => {
        const settings = { ...installed, ingressController: "envoy-gateway", router: "gatewayApi" } as const;
        const found = await Installation.of(settings, false);
        assert.deepEqual(
            [...found.needs.keys()].filter((type) => /IngressNginx|Traefik|EnvoyGateway/.test(type)),
            ["canary:index:EnvoyGateway"],
        );
        assert.deepEqual(found.monitored(), [["argo-rollouts"], ["envoy-gateway-system"]]);
        const { ingressUrl, ingressNamespace, resources } = found.platform;
        assert.deepEqual(
            { ingressUrl, ingressNamespace },
            { ingressUrl: "http://envoy.envoy-gateway-system.svc", ingressNamespace: "envoy-gateway-system" },
        );
        const last = identityOf(resources.at(-1) ?? assert.fail("no resource"));
        assert.equal(last.__pulumiType, "kubernetes:gateway.networking.k8s.io/v1:Gateway");
    });

    it("has no ingress controller where others installed one, nor scrapes its metrics", async () => {
        const others = { ingressClass: "internal", ingressUrl: "http://envoy.edge.svc", ingressNamespace: "edge" };
        const found = await Installation.of({ ...installed, ingressController: "none", ...others }, false);
        assert.deepEqual(
            [...found.needs.keys()].filter((type) => /IngressNginx|Traefik/.test(type)),
            [],
        );
        assert.deepEqual(found.monitored(), [["argo-rollouts"]]);
        const { ingressClass, ingressUrl, ingressNamespace } = found.platform;
        assert.deepEqual({ ingressClass, ingressUrl, ingressNamespace }, others);
    });

    it("has Traefik serve the router's objects, and lets Argo Rollouts write them", async () => {
        const plugin = { name: "argoproj-labs/gatewayAPI", url: "https://example.com/plugin", sha256: "a".repeat(64) };
        const routed = async (router: InstalledPlatformSettings["router"]) => {
            const settings = { ...installed, ingressController: "traefik", router, routerPlugins: [plugin] } as const;
            const found = await Installation.of(settings, false);
            const rulesOf = (name: string) =>
                JSON.stringify(at(found.get("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", name), "rules"));
            const [container] = at(
                found.get("kubernetes:apps/v1:Deployment", "traefik"),
                "spec.template.spec.containers",
            ) as [{ args: string[] }];
            return {
                writes: ["traefikservices", "httproutes"].filter((kind) => rulesOf("argo-rollouts").includes(kind)),
                providers: container.args.filter((flag) => /^--providers\.kubernetes(crd|gateway)$/.test(flag)),
                definitions: found.kept().length,
                config: at(
                    found.get("kubernetes:core/v1:ConfigMap", "argo-rollouts-config"),
                    "data.trafficRouterPlugins",
                ),
            };
        };
        const config = JSON.stringify([{ name: plugin.name, location: plugin.url, sha256: plugin.sha256 }]);
        assert.deepEqual(await routed("nginx"), { writes: [], providers: [], definitions: 2, config });
        assert.deepEqual(await routed("traefik"), {
            writes: ["traefikservices"],
            providers: ["--providers.kubernetescrd"],
            definitions: 3,
            config,
        });
        assert.deepEqual(await routed("gatewayApi"), {
            writes: ["httproutes"],
            providers: ["--providers.kubernetesgateway"],
            definitions: 2,
            config,
        });
    });

    it("creates ingress-nginx after the definitions, which know whether an earlier installation is the stack's", () => {
        const [needed, ...more] = kept.needs.get("canary:index:IngressNginx") as readonly unknown[];
        const { __pulumiType: type, __name: name } = identityOf(needed);
        assert.deepEqual([type, name], ["pulumi-nodejs:dynamic/canary:CustomResourceDefinitions", "argo-rollouts"]);
        assert.deepEqual(more, []);
    });

    it("evaluates by another Prometheus if the settings name one", () => {
        assert.equal(gone.platform.prometheusUrl, "http://thanos.monitoring:9090");
    });

    it("has the replicas of each controller from the settings, and Prometheus with its volume", () => {
        for (const name of ["argo-rollouts", "ingress-nginx-controller"]) {
            assert.equal(at(kept.get("kubernetes:apps/v1:Deployment", name), "spec.replicas"), 2);
        }
        const prometheus = kept.get("kubernetes:monitoring.coreos.com/v1:Prometheus", "prometheus");
        assert.equal(at(prometheus, "spec.retention"), "15d");
        const claim = at(prometheus, "spec.storage.volumeClaimTemplate") as { spec: Record<string, unknown> };
        assert.equal(claim.spec["storageClassName"], "fast");
        assert.deepEqual(claim.spec["resources"], { requests: { storage: "50Gi" } });
    });

    it("has alerts about all Rollouts if configured, with the folder of their pages", async () => {
        assert.equal(kept.needs.has("canary:index:RolloutMonitoring"), false);
        const monitoring = { slo: {}, shared: { runbooks: "https://example.com/runbooks" } };
        const watched = await Installation.of(installed, false, monitoring);
        const rules = watched.get("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "canary-delivery-rollouts");
        const groups = at(rules, "spec.groups") as { rules: { annotations: Record<string, string> }[] }[];
        const [first] = groups.flatMap((group) => group.rules);
        assert.equal(first?.annotations["runbook_url"], "https://example.com/runbooks/ArgoRolloutsAbsent.md");
    });

    it("keeps the custom resources of Argo Rollouts and of the operator if configured", () => {
        assert.deepEqual(kept.kept(), [true, true]);
        assert.deepEqual(gone.kept(), [false, false]);
    });

    it("is protected if configured", () => {
        assert.equal(kept.guarded.filter((type) => type === "kubernetes:core/v1:Namespace").length, 3);
        assert.deepEqual(gone.guarded, []);
    });

    it("answers on its node port, with images by tag where digests are stripped", () => {
        const ports = at(kept.get("kubernetes:core/v1:Service", "ingress-nginx-controller"), "spec.ports");
        assert.ok((ports as { nodePort?: number }[]).some(({ nodePort }) => nodePort === 30081));
        const deployment = kept.get("kubernetes:apps/v1:Deployment", "ingress-nginx-controller");
        assert.doesNotMatch(JSON.stringify(deployment.inputs), /@sha256/);
    });

    it("lets only the API server and Argo Rollouts query Prometheus", () => {
        const policy = kept.get("kubernetes:networking.k8s.io/v1:NetworkPolicy", "prometheus-web");
        const [rule] = at(policy, "spec.ingress") as [{ from: unknown[] }];
        assert.equal(rule.from.length, 2);
        assert.match(JSON.stringify(rule.from), /"argo-rollouts".*"10\.0\.0\.0\/28"/);
    });

    it("has its controllers' metrics scraped", () => {
        assert.deepEqual(kept.monitored(), [["argo-rollouts"], ["ingress-nginx"]]);
    });
});
