import type { CanaryAppArgs } from "../args/app";
import { podLabels } from "../args/names";
import { podPorts } from "../args/pod";
import { templateContainers } from "./podTemplateContainers";
import {
    got,
    hasFields,
    isList,
    oneOf,
    type Rule,
    validateInput,
    validateKnownFields,
    validateValue,
    type ValidationError,
} from "./validation";

/** Validates the way by which Prometheus learns of an app's pods. */
export function validateMonitor({ name, monitor }: CanaryAppArgs): ValidationError[] {
    if (monitor === undefined) {
        return [];
    }
    if (!hasFields(monitor)) {
        return [{ path: "monitor", message: `must be an object with a kind, got ${got(monitor)}` }];
    }
    const { kind } = monitor;
    const known = kind === "annotations" ? ["kind"] : ["kind", "labels"];
    const own = Object.keys(podLabels(name));
    return [
        ...validateValue("monitor.kind", kind, oneOf("ServiceMonitor", "PodMonitor", "annotations")),
        ...validateKnownFields("monitor", monitor, known),
        ...Object.keys(monitor.labels ?? {})
            .filter((label) => own.includes(label))
            .map((label) => ({ path: `monitor.labels["${label}"]`, message: "must be absent: it is the app's" })),
    ];
}

/** Finds ports of sidecars that a PodMonitor scrapes as the app's metrics: it selects ports of all containers by name. */
export function validateScrapedPorts({ name, monitor, pod, podTemplate }: CanaryAppArgs): ValidationError[] {
    const { metrics } = podPorts(pod);
    const rule: Rule = [
        (value) => value !== metrics.name,
        "another name than the app's metrics have, for the PodMonitor",
    ];
    return monitor?.kind !== "PodMonitor"
        ? []
        : templateContainers(podTemplate)
              .filter(({ container }) => container.name !== name)
              .flatMap(({ container: { ports }, path }) =>
                  // A list that is not yet known is left to Prometheus.
                  (isList(ports) ? ports : []).flatMap((port, index) =>
                      validateInput(`${path}.ports[${index}].name`, port.name, rule),
                  ),
              );
}
