import { shown } from "../../provider/inputs";
import { type FieldRule, hasFields, isTexts, isWholeNumber, onlyField, wholeNumberFrom } from "./fields";
import { podLabels } from "../names";
import { type CanaryStrategyArgs, strategyDefaults } from "../strategy";

const isFlag: FieldRule = [(value) => typeof value === "boolean", "true or false"];

const isPodMetadata: FieldRule = [
    (value) =>
        hasFields(value) &&
        Object.entries(value).every(([key, texts]) => ["labels", "annotations"].includes(key) && isTexts(texts)),
    "labels and annotations, each texts by name",
];

/** The fields of a strategy but for annotations, whose names are judged one by one. */
type StrategyField = Exclude<keyof CanaryStrategyArgs, "additionalIngressAnnotations">;

const rules: Readonly<Record<StrategyField, FieldRule>> = {
    maxTrafficWeight: wholeNumberFrom(1),
    abortScaleDownDelaySeconds: wholeNumberFrom(0),
    scaleDownDelaySeconds: wholeNumberFrom(0),
    dynamicStableScale: isFlag,
    minPodsPerReplicaSet: wholeNumberFrom(1),
    progressDeadlineSeconds: wholeNumberFrom(1),
    progressDeadlineAbort: isFlag,
    rollbackWindow: [isRollbackWindow, "{revisions: NUMBER}, from 1"],
    revisionHistoryLimit: wholeNumberFrom(0),
    antiAffinity: [isAntiAffinity, "preferred, required or {preferred: {weight: 1 to 100}}"],
    canaryMetadata: isPodMetadata,
    stableMetadata: isPodMetadata,
};

export const strategyFields = Object.keys(rules) as readonly StrategyField[];

/**
 * Everything that is wrong with a strategy that nobody has judged yet, such as a setting.
 *
 * @param prefix what stands before a field's name in a sentence
 */
export function strategyProblems(value: unknown, prefix = "strategy."): string[] {
    if (!hasFields(value)) {
        return [`${prefix.replace(/\.$/, "")} must hold fields of a strategy by name, got ${shown(value)}`];
    }
    const known = strategyFields.join(", ");
    const unknown = Object.keys(value)
        .filter((key) => !Object.hasOwn(rules, key))
        .map((key) => `${prefix}${key} is unknown, must be one of ${known}`);
    const bad = Object.entries(rules).flatMap(([key, [good, must]]) =>
        value[key] === undefined || good(value[key])
            ? []
            : [`${prefix}${key} must be ${must}, got ${shown(value[key])}`],
    );
    return [...unknown, ...bad, ...(bad.length > 0 ? [] : combinationProblems(value, prefix))];
}

/** What the controller refuses, or takes for something else, although each field is good. */
function combinationProblems(strategy: CanaryStrategyArgs, prefix: string): string[] {
    const problems: string[] = [];
    const { scaleDownDelaySeconds, rollbackWindow } = strategy;
    if (strategy.dynamicStableScale === true && scaleDownDelaySeconds !== undefined) {
        problems.push(
            `${prefix}scaleDownDelaySeconds must be absent where dynamicStableScale is true, which leaves no pods to keep, ` +
                `got ${scaleDownDelaySeconds}`,
        );
    }
    const kept = strategy.revisionHistoryLimit ?? strategyDefaults.revisionHistoryLimit;
    if (rollbackWindow !== undefined && rollbackWindow.revisions > kept) {
        problems.push(
            `${prefix}rollbackWindow.revisions must be at most revisionHistoryLimit, ${kept}, for older versions are gone, ` +
                `got ${rollbackWindow.revisions}`,
        );
    }
    // What the controller adds to pods it takes away again, also where it was there before.
    const taken = [...Object.keys(podLabels("")), "rollouts-pod-template-hash"];
    for (const field of ["canaryMetadata", "stableMetadata"] as const) {
        for (const label of Object.keys(strategy[field]?.labels ?? {}).filter((key) => taken.includes(key))) {
            problems.push(`${prefix}${field}.labels must leave the pods' own label ${label} alone`);
        }
    }
    return problems;
}

/** What is wrong with annotations of the canary Ingresses. */
export function additionalAnnotationProblems(annotations: Readonly<Record<string, string>> = {}): string[] {
    const field = "additionalIngressAnnotations";
    // The controller's own, and one that changes what its weight means.
    const taken = ["canary", "canary-weight", "canary-weight-total"];
    const names = Object.keys(annotations);
    const problems = names
        .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || taken.includes(name))
        .map(
            (name) =>
                `${field}.${name} must be named as ingress-nginx names its annotations, without the prefix, and not ` +
                taken.join(", "),
        );
    const values = ["canary-by-header-value", "canary-by-header-pattern"].filter((name) => names.includes(name));
    if (values.length > 0 && !names.includes("canary-by-header")) {
        problems.push(`${field}.${values.join(" and ")} must come with canary-by-header, or ingress-nginx ignores it`);
    }
    if (values.length > 1) {
        problems.push(`${field} must have either ${values.join(" or ")}: ingress-nginx takes the first alone`);
    }
    return problems;
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
