import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { folders } from "../../scripts/local/home";
import type { Stack } from "../../scripts/local/stack";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface Deployment {
    readonly spec: { readonly replicas: number };
    readonly status: { readonly availableReplicas?: number };
}

/** The storage class of a volume in a folder of the node. */
const storageClass = "e2e-host-path";

describe("the production settings", function () {
    this.timeout("20m");
    let opened: Promise<Stack> | undefined;
    const production = () => (opened ??= openStack("e2e-production", { settings: "Pulumi.prod.yaml" }));
    const app = appOf("production", { stack: production, platform: {} });
    /** The differences here: images by tag, and no volume provisioner. */
    const settings = { imageDigests: "strip", prometheusStorageClass: storageClass };

    it("run, with two of every controller and Prometheus on a volume", async () => {
        const { platform, target, ingressUrl } = await environment();
        await platform.clearLeftovers(console.log);
        // A killed run leaves a volume whose claim is gone.
        await target.kubectl.run(["delete", "persistentvolume", "e2e-prometheus", "--ignore-not-found"]);
        const path = join(folders.cluster, "volumes", "prometheus");
        mkdirSync(path, { recursive: true });
        // Kubernetes does not apply fsGroup to such a volume, and makes Prometheus' folder in it as root, with its mode.
        chmodSync(path, 0o777);
        await target.kubectl.apply([
            // The operator declares no claim of a class that does not exist.
            {
                apiVersion: "storage.k8s.io/v1",
                kind: "StorageClass",
                metadata: { name: storageClass },
                provisioner: "kubernetes.io/no-provisioner",
            },
            {
                apiVersion: "v1",
                kind: "PersistentVolume",
                metadata: { name: "e2e-prometheus" },
                spec: {
                    capacity: { storage: "50Gi" },
                    accessModes: ["ReadWriteOnce"],
                    storageClassName: storageClass,
                    persistentVolumeReclaimPolicy: "Retain",
                    hostPath: { path, type: "Directory" },
                },
            },
        ]);
        assertSucceeded(await app.up("v1", settings));
        await onlyAnswers(ingressUrl, app.host, "v1", 50);

        for (const [namespace, name] of [
            ["argo-rollouts", "argo-rollouts"],
            ["ingress-nginx", "ingress-nginx-controller"],
        ] as const) {
            const { spec, status } = (await target.kubectl.json([
                ...["get", "deployment", name, `--namespace=${namespace}`, "--output=json"],
            ])) as Deployment;
            assert.deepEqual([spec.replicas, status.availableReplicas], [2, 2], name);
            const budgets = await target.kubectl.run(["get", "pdb", `--namespace=${namespace}`, "--output=name"]);
            assert.notEqual(budgets.trim(), "", `${namespace} has no PodDisruptionBudget`);
            const leases = await target.kubectl.run([
                ...["get", "leases", `--namespace=${namespace}`, "--output=jsonpath={.items[*].spec.holderIdentity}"],
            ]);
            assert.notEqual(leases.trim(), "", `${namespace} has elected no leader`);
        }
        const claim = await target.kubectl.run([
            ...["get", "pvc", "--namespace=monitoring", "--output=jsonpath={.items[*].status.phase}"],
        ]);
        assert.equal(claim, "Bound");
        await assertNothingToDo(await production());
    });

    it("protect resources with data, and keep their definitions after a destroy", async () => {
        const { target } = await environment();
        const stack = await production();
        const rejected = await stack.destroy();
        assertFailed(rejected);
        assert.match(rejected.output, /protected/);
        assert.equal((await app.list("pods")).length >= 3, true);

        await stack.unprotect();
        assertSucceeded(await stack.destroy());
        const found = await target.kubectl.run(["get", "customresourcedefinitions", "--output=name"]);
        assert.match(found, /rollouts\.argoproj\.io/);
        assert.match(found, /prometheuses\.monitoring\.coreos\.com/);
        const kept = found.split("\n").filter((name) => /\.(argoproj\.io|monitoring\.coreos\.com)$/.test(name));
        await target.kubectl.run(["delete", ...kept]);
        await target.kubectl.run(["delete", "persistentvolume", "e2e-prometheus"]);
        await target.kubectl.run(["delete", "storageclass", storageClass]);
    });
});
