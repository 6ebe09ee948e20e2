import { apiErrorCode, type KubernetesApi, list, messageOf } from "../kubernetes";
import { allIngresses, pathsOf } from "../gate/cluster/collections";
import { findRollout } from "../gate/cluster/findRollout";
import type { Metrics } from "../gate/cluster/prometheus";
import { routeOf } from "../gate/cluster/prometheusRoute";
import type { RolloutObject } from "../gate/cluster/types";
import type { IngressObject } from "../routers/nginx/ingress";
import { requestRate } from "../gate/drive/trafficForecast";
import { forecastOf, lowPower } from "../gate/judge/forecast";
import { specHash } from "../gate/model/specHash";
import { requestsSelectorOf } from "../gate/traffic/requestsQuery";
import { deniedOf } from "./accessReviews";
import type { Known, PreflightFacts } from "./facts";
import type { PreflightInputs } from "./inputs";
import type { DeploymentObject, PrometheusObject } from "./objects";
import { permissionsOf } from "./permissions";
import { askPrometheus, type Wait } from "./prometheusAnswer";

/** Access to the cluster, to Prometheus and to the time. */
export interface PreflightPorts extends Wait {
    readonly api: KubernetesApi;
    readonly metrics: Metrics;
}

/** The label of the controller in every upstream installation. */
const controllerLabel = "app.kubernetes.io/name=argo-rollouts";

/**
 * Reads everything that the checks need.
 *
 * @throws Error if the API server does not answer, or knows the user not
 */
export async function readFacts(inputs: PreflightInputs, ports: PreflightPorts): Promise<PreflightFacts> {
    const { api, metrics } = ports;
    const { namespace } = inputs;
    const [rollout, denied, ingresses, prometheuses, labels, servesRollouts, controllers, absentService] =
        await Promise.all([
            readRollout(api, inputs),
            deniedOf(api, permissionsOf(inputs)),
            readIngresses(api, namespace),
            readPrometheuses(api, inputs),
            known(async () => (await read<Labelled>(api, `/api/v1/namespaces/${namespace}`)).metadata.labels ?? {}),
            servesRolloutsAt(api),
            known(() => list<DeploymentObject>(api, "/apis/apps/v1/deployments", { labelSelector: controllerLabel })),
            readAbsentService(api, inputs),
        ]);
    const mayAsk = !(
        "value" in denied && denied.value.some(({ need, resource }) => need === "gate" && queries(resource))
    );
    const prometheus = mayAsk ? await askPrometheus(metrics, ports) : ({ kind: "answers" } as const);
    const traffic =
        mayAsk && prometheus.kind === "answers" && rollout !== undefined ? await readTraffic(inputs, ports) : {};
    return {
        ...(rollout?.spec !== undefined && { liveSpecHash: specHash(rollout.spec) }),
        ...(absentService !== undefined && { absentService }),
        ...{ denied, prometheus, prometheuses, servesRollouts, controllers },
        ...ingresses,
        namespaceLabels: labels,
        forecast: [],
        ...traffic,
    };
}

interface Labelled {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** True for a permission without which Prometheus cannot be queried, which the review has already found. */
function queries(resource: string): boolean {
    return resource === "services/proxy" || resource === "secrets";
}

async function readRollout(api: KubernetesApi, inputs: PreflightInputs): Promise<RolloutObject | undefined> {
    const found = await known(() => findRollout(api, inputs));
    return "value" in found ? found.value : undefined;
}

/** Reads the Ingresses of every namespace that may be read. */
async function readIngresses(
    api: KubernetesApi,
    namespace: string,
): Promise<Pick<PreflightFacts, "ingresses" | "ingressesUnknown">> {
    const all = await known(() => list<IngressObject>(api, allIngresses));
    if ("value" in all) {
        return { ingresses: all.value };
    }
    const names = await known(async () =>
        (await list<Labelled>(api, "/api/v1/namespaces")).map((one) => one.metadata.name),
    );
    const each = await Promise.all(
        ("value" in names ? names.value : [namespace]).map((name) =>
            known(() => list<IngressObject>(api, pathsOf(name).ingresses)),
        ),
    );
    return {
        ingresses: each.flatMap((one) => ("value" in one ? one.value : [])),
        ingressesUnknown: all.unknown,
    };
}

/** Reads the operator's Prometheuses, and keeps those in the namespace of the address, if there are any. */
async function readPrometheuses(api: KubernetesApi, inputs: PreflightInputs): Promise<PreflightFacts["prometheuses"]> {
    const all = await known(() => list<PrometheusObject>(api, "/apis/monitoring.coreos.com/v1/prometheuses"));
    const route = routeOf({ ...inputs, prometheusUrl: "" });
    if (!("value" in all) || route.kind !== "service") {
        return all;
    }
    const there = all.value.filter(({ metadata }) => metadata.namespace === route.namespace);
    return { value: there.length > 0 ? there : all.value };
}

/** Returns the Service that the analysis asks, if it does not exist. */
async function readAbsentService(api: KubernetesApi, inputs: PreflightInputs): Promise<string | undefined> {
    const route = routeOf({ ...inputs, prometheusUrl: "" });
    if (route.kind !== "service") {
        return undefined;
    }
    const [, name = ""] = /^(?:https:)?([^:]+)/.exec(route.proxied) ?? [];
    try {
        await api.request({ method: "GET", path: `${pathsOf(route.namespace).services}/${name}` });
        return undefined;
    } catch (error) {
        return apiErrorCode(error) === "NotFound" ? `${route.namespace}/${name}` : undefined;
    }
}

async function servesRolloutsAt(api: KubernetesApi): Promise<boolean> {
    try {
        const { resources = [] } = await read<{ resources?: readonly { name: string }[] }>(
            api,
            "/apis/argoproj.io/v1alpha1",
        );
        return resources.some(({ name }) => name === "rollouts");
    } catch (error) {
        // A user who may not discover APIs knows nothing about them.
        return apiErrorCode(error) !== "NotFound";
    }
}

/** Reads the traffic of the last hour, and forecasts what the pauses will show. */
async function readTraffic(
    inputs: PreflightInputs,
    { metrics, now }: PreflightPorts,
): Promise<Pick<PreflightFacts, "requestsPerSecond" | "forecast">> {
    const { judge, pauses } = inputs;
    if (inputs.requestsMetric === "" || pauses.length === 0) {
        return { forecast: [] };
    }
    const requestsPerSecond =
        judge?.requestsPerSecond ?? (await requestRate(requestsSelectorOf(inputs), now(), metrics));
    const forecast =
        judge === undefined || typeof requestsPerSecond !== "number"
            ? []
            : lowPower(forecastOf(pauses, requestsPerSecond, judge), judge);
    return { requestsPerSecond, forecast };
}

async function read<T>(api: KubernetesApi, path: string): Promise<T> {
    return (await api.request({ method: "GET", path })) as T;
}

/** Returns a value, or the reason why the user may not read it; rejects if the API server does not answer. */
async function known<T>(work: () => Promise<T>): Promise<Known<T>> {
    try {
        return { value: await work() };
    } catch (error) {
        const code = apiErrorCode(error);
        if (code === "Forbidden" || code === "NotFound") {
            return { unknown: messageOf(error) };
        }
        throw error;
    }
}
