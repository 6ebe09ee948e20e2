import {
    type ContainerObject,
    inNamespace,
    namespaceObject,
    withContainers,
    withoutCustomResourceDefinitions,
} from "../release/manifestObjects";
import { prometheusOperatorPermissions, withPermissions } from "../permissions";
import type { KubernetesObject } from "../release/readManifest";
import { images } from "../versions";

/** The namespace of the operator and its Prometheus. */
export const namespace = "monitoring";

/**
 * The CRDs that a Prometheus needs. The operator watches all five as soon as one of them exists, and disables the
 * controllers of kinds without a CRD: Alertmanager, Thanos ruler, the agent, ScrapeConfig.
 */
export const prometheusCustomResources = [
    "podmonitors.monitoring.coreos.com",
    "probes.monitoring.coreos.com",
    "prometheuses.monitoring.coreos.com",
    "prometheusrules.monitoring.coreos.com",
    "servicemonitors.monitoring.coreos.com",
];

/** Returns the operator's objects as this project installs them. */
export function prometheusOperatorObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const adjusted = withoutCustomResourceDefinitions(objects)
        .map((object) => inNamespace(object, namespace))
        .map((object) => withContainers(object, operator));
    return [namespaceObject(namespace), ...withPermissions(adjusted, prometheusOperatorPermissions)];
}

function operator(container: ContainerObject): ContainerObject {
    return {
        ...container,
        image: images.prometheusOperator,
        imagePullPolicy: "IfNotPresent",
        args: [
            // The manifest's --kubelet flags maintain a Service in kube-system that nothing here reads.
            ...(container.args ?? []).filter((flag) => !/^--(kubelet|prometheus-config-reloader)/.test(flag)),
            `--prometheus-config-reloader=${images.prometheusConfigReloader}`,
            // The operator reads Secrets in these namespaces, and its permissions cover this one only.
            `--prometheus-instance-namespaces=${namespace}`,
        ],
    };
}
