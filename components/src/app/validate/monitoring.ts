import { leastObjectivePercent } from "../../monitoring/alerts/budget";
import { podLabels } from "../args/names";
import {
    fieldsOf,
    got,
    hasFields,
    isBoolean,
    isText,
    positiveNumber,
    type Rule,
    type ValidationError,
} from "./validation";

/** Rule for an objective: one of fewer percent cannot be missed fast enough for an alert, and one of 100 has no budget. */
const objective: Rule = [
    (value) => typeof value === "number" && value >= leastObjectivePercent && value < 100,
    `a number from ${leastObjectivePercent} to below 100`,
];

const validateObjectives = fieldsOf(
    {},
    { availabilityPercent: objective, latencyPercent: objective, latencyMilliseconds: positiveNumber() },
);

const validateFields = fieldsOf(
    {},
    { alerts: isBoolean, dashboard: isBoolean, kubeStateMetrics: isBoolean, runbooks: isText },
    ["slo", "ruleLabels"],
);

/** Validates the alerts and the dashboard of an app. */
export function validateMonitoring(name: string, monitoring: unknown): ValidationError[] {
    if (!hasFields(monitoring)) {
        return [{ path: "monitoring", message: `must be an object, got ${got(monitoring)}` }];
    }
    const { slo = {}, ruleLabels = {} } = monitoring;
    const own = Object.keys(podLabels(name));
    return [
        ...validateFields("monitoring", monitoring),
        ...(hasFields(slo)
            ? validateObjectives("monitoring.slo", slo)
            : [{ path: "monitoring.slo", message: `must be an object, got ${got(slo)}` }]),
        ...(hasFields(ruleLabels)
            ? Object.keys(ruleLabels)
                  .filter((label) => own.includes(label))
                  .map((label) => ({
                      path: `monitoring.ruleLabels["${label}"]`,
                      message: "must be absent: it is the app's",
                  }))
            : [{ path: "monitoring.ruleLabels", message: `must be an object, got ${got(ruleLabels)}` }]),
    ];
}
