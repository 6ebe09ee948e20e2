import assert from "node:assert/strict";
import { ArgoRollouts, argoRolloutsObjects } from "../../../components/argoRollouts";
import { releaseManifests } from "../../../components/versions";
import { at, ResourceRecorder } from "../../support/mocks";

/** The shapes of the release's manifest, shortened. */
const objects = [
    {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "rollouts.argoproj.io" },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "argo-rollouts" } },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "argo-rollouts" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "argo-rollouts" },
        subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "argo-rollouts" },
        spec: {
            replicas: 1,
            template: {
                metadata: { labels: { "app.kubernetes.io/name": "argo-rollouts" } },
                spec: {
                    containers: [
                        {
                            name: "argo-rollouts",
                            image: "quay.io/argoproj/argo-rollouts:latest",
                            imagePullPolicy: "Always",
                            ports: [{ containerPort: 8090, name: "metrics" }],
                        },
                    ],
                    serviceAccountName: "argo-rollouts",
                },
            },
        },
    },
];

describe("ArgoRollouts", () => {
    it("pins the image, sets the namespace and leaves the CRDs out; everything else stays", () => {
        const [namespace, account, binding, deployment, ...more] = argoRolloutsObjects(objects);
        assert.deepEqual(more, []);
        assert.deepEqual(namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "argo-rollouts" } });
        assert.deepEqual(account?.metadata, { name: "argo-rollouts", namespace: "argo-rollouts" });
        assert.deepEqual(binding, objects[2]);
        const expected = structuredClone(objects[3]) as unknown as {
            metadata: { namespace?: string };
            spec: { template: { spec: { containers: Record<string, unknown>[] } } };
        };
        expected.metadata.namespace = "argo-rollouts";
        Object.assign(expected.spec.template.spec.containers[0] ?? {}, {
            image: "quay.io/argoproj/argo-rollouts:v1.10.1",
            imagePullPolicy: "IfNotPresent",
        });
        assert.deepEqual(deployment, expected);
    });

    it("leaves the manifest's objects as they were", () => {
        const before = structuredClone(objects);
        argoRolloutsObjects(objects);
        assert.deepEqual(objects, before);
    });

    it("makes each object a resource of its own kind, and the CRDs one small resource", async () => {
        const recorder = await ResourceRecorder.start();
        const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };
        new ArgoRollouts("argo-rollouts", { manifest: releaseManifests.argoRollouts, objects, cluster });
        await recorder.settle();
        const types = recorder.resources.map((one) => one.type);
        assert.deepEqual(types, [
            "canary:index:ArgoRollouts",
            "pulumi-nodejs:dynamic/canary:CustomResourceDefinitions",
            "kubernetes:core/v1:Namespace",
            "kubernetes:core/v1:ServiceAccount",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
            "kubernetes:apps/v1:Deployment",
        ]);
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

    it("stops at a kind that it does not know", async () => {
        const recorder = await ResourceRecorder.start();
        const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };
        const stranger = [{ apiVersion: "batch/v1", kind: "Job", metadata: { name: "migrate" } }];
        assert.throws(
            () => new ArgoRollouts("a", { manifest: releaseManifests.argoRollouts, objects: stranger, cluster }),
            { message: "manifest object migrate is a batch/v1/Job, which is none of the known kinds" },
        );
        await recorder.settle();
    });
});
