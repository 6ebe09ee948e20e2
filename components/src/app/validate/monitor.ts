import type { CanaryAppArgs } from "../args/app";
import { podLabels } from "../args/names";
import { got, hasFields, oneOf, validateKnownFields, validateValue, type ValidationError } from "./validation";

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
