import { podLabels } from "../args/names";
import { type CanaryStrategyArgs, strategyDefaults } from "../args/strategy";
import {
    hasFields,
    isBoolean,
    isStringMap,
    isWholeNumber,
    onlyField,
    type Rule,
    validateFields,
    type ValidationError,
    wholeNumber,
} from "./validation";

const isPodMetadata: Rule = [
    (value) =>
        hasFields(value) &&
        Object.entries(value).every(([key, map]) => ["labels", "annotations"].includes(key) && isStringMap(map)),
    "labels and annotations, each a map of strings",
];

/** Fields of a strategy except annotations, which are validated one by one. */
export type StrategyField = Exclude<keyof CanaryStrategyArgs, "additionalIngressAnnotations">;

const rules: Readonly<Record<StrategyField, Rule>> = {
    maxTrafficWeight: wholeNumber(1),
    abortScaleDownDelaySeconds: wholeNumber(0),
    scaleDownDelaySeconds: wholeNumber(0),
    dynamicStableScale: isBoolean,
    minPodsPerReplicaSet: wholeNumber(1),
    progressDeadlineSeconds: [wholeNumber(1)[0], "a whole number of seconds from 1"],
    progressDeadlineAbort: isBoolean,
    rollbackWindow: [isRollbackWindow, "{revisions: NUMBER}, from 1"],
    revisionHistoryLimit: wholeNumber(0),
    antiAffinity: [isAntiAffinity, "preferred, required or {preferred: {weight: 1 to 100}}"],
    canaryMetadata: isPodMetadata,
    stableMetadata: isPodMetadata,
};

/** Names of the fields that an app's arguments share with the strategy. */
export const strategyFields = Object.keys(rules) as readonly StrategyField[];

/** Validates each field of a strategy separately. */
export function validateStrategyFields(strategy: CanaryStrategyArgs): ValidationError[] {
    return validateFields("", strategy, rules, strategyFields);
}

/** Finds combinations of good fields that the controller rejects, or treats differently. */
export function validateStrategy(strategy: CanaryStrategyArgs): ValidationError[] {
    const errors: ValidationError[] = [];
    const { scaleDownDelaySeconds, rollbackWindow } = strategy;
    if (strategy.dynamicStableScale === true && scaleDownDelaySeconds !== undefined) {
        const why = "which leaves no pods to keep";
        errors.push({
            path: "scaleDownDelaySeconds",
            message: `must be absent if dynamicStableScale is true, ${why}, got ${scaleDownDelaySeconds}`,
        });
    }
    const kept = strategy.revisionHistoryLimit ?? strategyDefaults.revisionHistoryLimit;
    if (rollbackWindow !== undefined && rollbackWindow.revisions > kept) {
        const limit = `at most revisionHistoryLimit, ${kept}, because older versions are gone`;
        errors.push({
            path: "rollbackWindow.revisions",
            message: `must be ${limit}, got ${rollbackWindow.revisions}`,
        });
    }
    // The controller removes the labels that it added to pods, even those that the pods had before.
    const taken = [...Object.keys(podLabels("")), "rollouts-pod-template-hash"];
    for (const field of ["canaryMetadata", "stableMetadata"] as const) {
        for (const label of Object.keys(strategy[field]?.labels ?? {}).filter((key) => taken.includes(key))) {
            errors.push({ path: `${field}.labels`, message: `must not set the pods' own label ${label}` });
        }
    }
    return errors;
}

/** Validates the annotations of the canary Ingresses. */
export function validateIngressAnnotations(annotations: Readonly<Record<string, string>> = {}): ValidationError[] {
    const path = "additionalIngressAnnotations";
    // The controller's own, and another that changes the unit of its weight.
    const taken = ["canary", "canary-weight", "canary-weight-total"];
    const names = Object.keys(annotations);
    const errors = names
        .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || taken.includes(name))
        .map((name) => ({
            path: `${path}.${name}`,
            message: "must be an annotation name of ingress-nginx without the prefix, and not " + taken.join(", "),
        }));
    const values = ["canary-by-header-value", "canary-by-header-pattern"].filter((name) => names.includes(name));
    if (values.length > 0 && !names.includes("canary-by-header")) {
        const message = "must come with canary-by-header, or ingress-nginx ignores it";
        errors.push(...values.map((name) => ({ path: `${path}.${name}`, message })));
    }
    if (values.length > 1) {
        const message = `must have either ${values.join(" or ")}: ingress-nginx uses only the first`;
        errors.push({ path, message });
    }
    return errors;
}

function isRollbackWindow(value: unknown): boolean {
    const [name, revisions] = onlyField(value);
    return name === "revisions" && isWholeNumber(revisions, 1);
}

function isAntiAffinity(value: unknown): boolean {
    const [name, preferred] = onlyField(value);
    const [field, weight] = onlyField(preferred);
    const weighted = name === "preferred" && field === "weight" && isWholeNumber(weight, 1, 100);
    return value === "preferred" || value === "required" || weighted;
}
