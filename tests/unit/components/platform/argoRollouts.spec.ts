import assert from "node:assert/strict";
import { ArgoRollouts, argoRolloutsObjects } from "../../../../components/src/platform/argoRollouts";
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
        const stranger = [{ apiVersion: "batch/v1", kind: "Job", metadata: { name: "migrate" } }];
        assert.throws(
            () => new ArgoRollouts("a", { manifest: releaseManifests.argoRollouts, objects: stranger, cluster }),
            { message: "manifest object migrate is a batch/v1/Job, which is none of the known kinds" },
        );
        await recorder.settle();
    });
});
