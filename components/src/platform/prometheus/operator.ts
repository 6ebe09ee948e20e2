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

/** Where the operator and its Prometheus are. */
export const namespace = "monitoring";

/**
 * The CRDs that a Prometheus needs. The operator watches all five once there is the first of them, and leaves out the
 * controllers of kinds whose CRD is not there: Alertmanager, Thanos ruler, the agent, ScrapeConfig.
 */
export const prometheusCustomResources = [
    "podmonitors.monitoring.coreos.com",
    "probes.monitoring.coreos.com",
    "prometheuses.monitoring.coreos.com",
    "prometheusrules.monitoring.coreos.com",
    "servicemonitors.monitoring.coreos.com",
];

/** The operator's manifest as this project installs it. */
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
            // The manifest's --kubelet flags keep a Service in kube-system that nothing here reads.
            ...(container.args ?? []).filter((flag) => !/^--(kubelet|prometheus-config-reloader)/.test(flag)),
            `--prometheus-config-reloader=${images.prometheusConfigReloader}`,
            // It looks at Secrets where it makes Prometheus, and may do so nowhere else.
            `--prometheus-instance-namespaces=${namespace}`,
        ],
    };
}
