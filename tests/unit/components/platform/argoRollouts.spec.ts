import assert from "node:assert/strict";
import { parse } from "yaml";
import { ArgoRollouts, argoRolloutsObjects } from "../../../../components/src/platform/argoRollouts";
import { type PolicyRule, requestsOf } from "../../../../components/src/platform/permissions";
import type { RouterName } from "../../../../components/src/routers/traits";
import { releaseManifests } from "../../../../components/src/platform/versions";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { protectedBy } from "../app/protection";
import { argoRolloutsRelease as objects, find, findDeployment } from "./releases";

const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };

describe("ArgoRollouts", () => {
    it("pins the image, sets the namespace and leaves the CRDs out", () => {
        const installed = argoRolloutsObjects(objects);
        assert.deepEqual(find(installed, "ServiceAccount").metadata, {
            name: "argo-rollouts",
            namespace: "argo-rollouts",
        });
        assert.deepEqual(find(installed, "ClusterRoleBinding"), find(objects, "ClusterRoleBinding"));
        assert.equal(
            installed.some(({ kind }) => kind === "CustomResourceDefinition"),
            false,
        );
        const { metadata, spec } = findDeployment(installed);
        const [container] = spec.template.spec.containers;
        assert.equal(metadata.namespace, "argo-rollouts");
        assert.equal(container?.image, "quay.io/argoproj/argo-rollouts:v1.10.1");
        assert.equal(container["imagePullPolicy"], "IfNotPresent");
    });

    it("leaves the manifest's objects unchanged, and the rest of the Deployment", () => {
        const before = structuredClone(objects);
        const installed = findDeployment(argoRolloutsObjects(objects));
        assert.deepEqual(objects, before);
        const original = findDeployment(objects);
        assert.deepEqual(installed.spec.selector, original.spec.selector);
        assert.deepEqual(installed.spec.template["metadata"], original.spec.template["metadata"]);
        const [container, was] = [installed, original].map(({ spec }) => spec.template.spec.containers[0]);
        for (const field of ["name", "ports", "securityContext"]) {
            assert.deepEqual(container?.[field], was?.[field], field);
        }
    });

    it("elects a leader however few replicas: while its Deployment rolls there are two", () => {
        for (const replicas of [1, 3]) {
            const { spec } = findDeployment(argoRolloutsObjects(objects, { replicas }));
            assert.equal(spec["replicas"], replicas);
            assert.deepEqual(spec.template.spec.containers[0]?.args, ["--leader-elect=true"]);
        }
    });

    it("may write the objects of the routers in use, and of no other", () => {
        const rulesWith = (routers?: RouterName[]) => {
            const role = argoRolloutsObjects(objects, routers === undefined ? {} : { routers }).find(
                ({ kind, metadata }) => kind === "ClusterRole" && metadata.name === "argo-rollouts",
            );
            return requestsOf(role?.["rules"] as PolicyRule[]).filter((request) =>
                / (traefik|gateway|networking\.istio)/.test(request),
            );
        };
        assert.deepEqual(rulesWith(), []);
        assert.deepEqual(rulesWith(["alb", "plugin"]), []);
        assert.deepEqual(rulesWith(["traefik", "traefik"]), [
            "get traefik.io/traefikservices",
            "update traefik.io/traefikservices",
        ]);
        assert.deepEqual(
            rulesWith(["gatewayApi"]),
            ["get", "list", "update"].map((verb) => `${verb} gateway.networking.k8s.io/httproutes`),
        );
        assert.equal(rulesWith(["istio"]).length, 8);
    });

    it("configures plugins, and restarts its pods when they change", () => {
        const plugin = { name: "argoproj-labs/gatewayAPI", url: "https://example.com/plugin", sha256: "ab" };
        const installed = argoRolloutsObjects(objects, { plugins: [plugin] });
        assert.deepEqual(find(installed, "ConfigMap").metadata, {
            name: "argo-rollouts-config",
            namespace: "argo-rollouts",
        });
        assert.deepEqual(
            parse((find(installed, "ConfigMap")["data"] as Record<string, string>)["trafficRouterPlugins"] ?? ""),
            [{ name: plugin.name, location: plugin.url, sha256: plugin.sha256 }],
        );
        const annotationOf = (plugins: (typeof plugin)[]) => {
            const { template } = findDeployment(argoRolloutsObjects(objects, { plugins })).spec;
            const { annotations = {} } = (template["metadata"] ?? {}) as { annotations?: Record<string, string> };
            return annotations["canary-delivery/plugins"];
        };
        assert.equal(annotationOf([]), undefined);
        assert.notEqual(annotationOf([plugin]), annotationOf([{ ...plugin, sha256: "cd" }]));
    });

    it("asks for what it needs, and has a limit of memory", () => {
        const { spec } = findDeployment(argoRolloutsObjects(objects));
        assert.deepEqual(spec.template.spec.containers[0]?.["resources"], {
            requests: { cpu: "50m", memory: "128Mi" },
            limits: { "ephemeral-storage": "1Gi", memory: "1Gi" },
        });
    });

    it("lets the given namespace read its metrics, and nothing else", () => {
        const policies = argoRolloutsObjects(objects, { metricsClients: "observability" }).filter(
            ({ kind }) => kind === "NetworkPolicy",
        );
        assert.deepEqual(
            policies.map((policy) => policy["spec"]),
            [
                { podSelector: {}, policyTypes: ["Ingress"] },
                {
                    podSelector: { matchLabels: { "app.kubernetes.io/name": "argo-rollouts" } },
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            ports: [{ port: 8090, protocol: "TCP" }],
                            from: [
                                {
                                    namespaceSelector: {
                                        matchLabels: { "kubernetes.io/metadata.name": "observability" },
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        );
    });

    it("declares each object as a resource of its kind, and the CRDs as one small resource", async () => {
        const recorder = await ResourceRecorder.start();
        new ArgoRollouts("argo-rollouts", { manifest: releaseManifests.argoRollouts, objects, cluster });
        await recorder.settle();
        const types = recorder.resources.map((one) => one.type);
        assert.deepEqual(types.slice(0, 4), [
            "canary:index:ArgoRollouts",
            "pulumi-nodejs:dynamic/canary:OwnershipCheck",
            "pulumi-nodejs:dynamic/canary:CustomResourceDefinitions",
            "kubernetes:core/v1:Namespace",
        ]);
        assert.deepEqual(types.slice(4, -1).sort(), [
            "kubernetes:core/v1:ServiceAccount",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
            "kubernetes:rbac.authorization.k8s.io/v1:Role",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        ]);
        assert.equal(types.at(-1), "kubernetes:apps/v1:Deployment");
        const definitions = recorder.get("pulumi-nodejs:dynamic/canary:CustomResourceDefinitions");
        assert.deepEqual(at(definitions, "names"), [
            "analysisruns.argoproj.io",
            "analysistemplates.argoproj.io",
            "clusteranalysistemplates.argoproj.io",
            "experiments.argoproj.io",
            "rollouts.argoproj.io",
        ]);
        assert.equal(at(definitions, "kubeContext"), "local");
    });

    it("retains the CRDs unless configured otherwise", async () => {
        for (const retainCustomResources of [undefined, false]) {
            const recorder = await ResourceRecorder.start();
            new ArgoRollouts("a", {
                manifest: releaseManifests.argoRollouts,
                objects,
                cluster,
                ...(retainCustomResources !== undefined && { retainCustomResources }),
            });
            await recorder.settle();
            const definitions = recorder.get("pulumi-nodejs:dynamic/canary:CustomResourceDefinitions");
            assert.equal(at(definitions, "retainOnDelete"), retainCustomResources ?? true);
        }
    });

    it("protects resources whose deletion loses data, on request", async () => {
        const install = (protect?: boolean) =>
            protectedBy((opts) => {
                const release = { manifest: releaseManifests.argoRollouts, objects, cluster };
                new ArgoRollouts("a", { ...release, ...(protect !== undefined && { protect }) }, opts);
            });
        assert.deepEqual(await install(), []);
        assert.deepEqual(await install(true), [
            "pulumi-nodejs:dynamic/canary:CustomResourceDefinitions a",
            "kubernetes:core/v1:Namespace argo-rollouts",
        ]);
    });

    it("stops at a kind that it does not know", async () => {
        const recorder = await ResourceRecorder.start();
        const stranger = [{ apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "migrate" } }];
        assert.throws(
            () => new ArgoRollouts("a", { manifest: releaseManifests.argoRollouts, objects: stranger, cluster }),
            { message: "manifest object migrate is a batch/v1/CronJob, which is none of the known kinds" },
        );
        await recorder.settle();
    });
});
