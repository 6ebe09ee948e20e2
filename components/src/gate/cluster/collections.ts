import { routePath } from "../../routers/model/objects";
import type { RolloutObject } from "./types";

/** Returns the API paths of a namespace. */
export function pathsOf(namespace: string) {
    return {
        rollouts: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`,
        analysisRuns: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`,
        replicaSets: `/apis/apps/v1/namespaces/${namespace}/replicasets`,
        services: `/api/v1/namespaces/${namespace}/services`,
        ingresses: routePath("Ingress", namespace),
        pods: `/api/v1/namespaces/${namespace}/pods`,
        events: `/api/v1/namespaces/${namespace}/events`,
        endpointSlices: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    };
}

/** The API path of the Ingresses of all namespaces. */
export const allIngresses = "/apis/networking.k8s.io/v1/ingresses";

/** A collection that the gate watches. */
export type CollectionName = Exclude<keyof ReturnType<typeof pathsOf>, "endpointSlices">;

/** Returns the Services that the rollout points at its versions. */
export function serviceNames(rollout: RolloutObject): { role: "stable" | "canary"; name: string }[] {
    const { stableService, canaryService } = rollout.spec?.strategy?.canary ?? {};
    return [
        ...(stableService === undefined ? [] : [{ role: "stable" as const, name: stableService }]),
        ...(canaryService === undefined ? [] : [{ role: "canary" as const, name: canaryService }]),
    ];
}
