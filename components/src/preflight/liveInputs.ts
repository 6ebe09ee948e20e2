import { apiErrorCode, type ClusterTarget, type KubernetesApi } from "../kubernetes";
import { clusterOf, missingRollout } from "../gate/cluster/cluster";
import { serviceNames } from "../gate/cluster/collections";
import type { IngressObject } from "../routers/nginx/ingress";
import { defaults as gateDefaults } from "../gate/model/inputs";
import { specHash } from "../gate/model/specHash";
import { plannedPauses, stepOf } from "../gate/observation/steps";
import { routesOf, stableIngressNames } from "../routers/nginx/canaryIngresses";
import { watchedRoutes } from "../routers/routing";
import { classOf } from "../routers/nginx/ingress";
import { type DeclaredIngress, defaults, type PreflightInputs, providerVersion } from "./inputs";

/** A Rollout, and where its requests are counted. */
export type LiveSource = ClusterTarget &
    Pick<
        PreflightInputs,
        "namespace" | "rolloutName" | "job" | "requestsMetric" | "prometheusAddress" | "prometheusUrl"
    >;

/**
 * Returns the inputs of a preflight of a Rollout that is on the cluster, as its next version would have them.
 *
 * @throws ApiError if there is no such Rollout
 */
export async function liveInputs(api: KubernetesApi, source: LiveSource): Promise<PreflightInputs> {
    const { namespace, rolloutName } = source;
    const { rollout, routes } = await clusterOf(api, namespace, rolloutName).readTraffic();
    if (rollout === undefined) {
        throw missingRollout(namespace, rolloutName);
    }
    const { strategy, template } = rollout.spec ?? {};
    const { steps = [], trafficRouting } = strategy?.canary ?? {};
    const names = stableIngressNames(rollout);
    const monitorLabels = await readMonitorLabels(api, namespace, source.job);
    const hash = specHash(rollout.spec ?? {});
    return {
        ...source,
        ...defaults,
        trigger: hash,
        specHash: hash,
        images: (template?.spec?.containers ?? []).flatMap(({ image }) => image ?? []),
        ingresses: (routes.Ingress ?? []).filter(({ metadata }) => names.includes(metadata.name)).map(declaredOf),
        routes: watchedRoutes(rollout),
        services: serviceNames(rollout).map(({ name }) => name),
        ...(monitorLabels !== undefined && { monitorLabels }),
        uses: [],
        declares: [],
        pauses:
            plannedPauses(
                steps.map((step) => stepOf(step, trafficRouting?.maxTrafficWeight ?? 100)),
                {},
            ) ?? [],
        minRequests: gateDefaults.minRequests,
        requestsSelector: [],
        providerVersion,
    };
}

function declaredOf(ingress: IngressObject): DeclaredIngress {
    const hosts = routesOf(ingress).map(({ host, path = "/" }) => ({ host, paths: [path] }));
    return { name: ingress.metadata.name, ingressClass: classOf(ingress) ?? "", hosts };
}

/** Returns the labels of the ServiceMonitor with the name of the job; undefined if there is none, or none may be read. */
async function readMonitorLabels(
    api: KubernetesApi,
    namespace: string,
    job: string,
): Promise<Readonly<Record<string, string>> | undefined> {
    const path = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/servicemonitors/${job}`;
    try {
        const { metadata } = (await api.request({ method: "GET", path })) as Pick<IngressObject, "metadata">;
        return metadata.labels ?? {};
    } catch (error) {
        const code = apiErrorCode(error);
        if (code === "NotFound" || code === "Forbidden") {
            return undefined;
        }
        throw error;
    }
}
