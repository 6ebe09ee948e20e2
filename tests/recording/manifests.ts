import { CanaryApp, type CanaryAppArgs } from "../../components/src/app";
import { ResourceRecorder } from "../support/pulumi/mocks";

/** A Kubernetes object to apply. */
export interface Manifest {
    readonly kind: string;
    readonly [field: string]: unknown;
}

/** The fields of a Rollout that scenarios change. */
export interface RolloutManifest extends Manifest {
    spec: {
        strategy: { canary: { analysis?: unknown } };
        template: {
            spec: {
                containers: {
                    image: string;
                    env?: { name: string; value: string }[];
                    readinessProbe: { initialDelaySeconds?: number };
                }[];
            };
        };
        [field: string]: unknown;
    };
}

/** The objects of an app: its namespace, its Rollout, and the rest. */
export interface AppManifests {
    readonly namespace: Manifest;
    readonly rest: readonly Manifest[];
    readonly rollout: RolloutManifest;
}

/** The objects that `pulumi up` would apply for a CanaryApp, without a Pulumi engine. */
export async function manifestsOf(args: CanaryAppArgs & { readonly namespace: string }): Promise<AppManifests> {
    const recorder = await ResourceRecorder.start();
    new CanaryApp(args.name, args);
    await recorder.settle();
    const objects = recorder.resources
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .map(({ inputs }) => inputs as Manifest);
    const rollout = objects.find(({ kind }) => kind === "Rollout");
    if (rollout === undefined) {
        throw new Error("a CanaryApp declares no Rollout");
    }
    return {
        namespace: {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: args.namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
        },
        rest: objects.filter((object) => object !== rollout),
        rollout: rollout as RolloutManifest,
    };
}
