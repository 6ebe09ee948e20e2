import { parsePause } from "../../kubernetes/duration";
import { routerTraits } from "../../routers/traits";
import { defaultRouter } from "../args/router";
import { strategyDefaults } from "../args/strategy";
import { validateAnalysisArgs, validateTemplates } from "./metrics";
import {
    got,
    hasFields,
    isList,
    isStringMap,
    isWholeNumber,
    onlyField,
    type Rule,
    validateKnownFields,
    validateOptional,
    validateValue,
    type ValidationError,
    wholeNumber,
} from "./validation";

/** Reasons to reject steps of Argo that this app has no use for; those that its router cannot do come first. */
const unsupportedKinds: Readonly<Record<string, string>> = {
    experiment: "the gate does not judge an experiment's pods",
    setHeaderRoute: "the requests with a header would not follow the weight, and the gate proves weights only",
    setMirrorRoute: "mirrored requests would count as the new version's, and the gate proves weights only",
    plugin: "a step plugin must be installed into the controller, and nothing here proves what it did",
    replicaProgressThreshold: "a weight that does not wait for all of its pods overloads the ready ones",
};

const analysisFields = ["templates", "args", "dryRun", "measurementRetention", "analysisRunMetadata"];

const kinds = "setWeight, pause, setCanaryScale or analysis";

const isPause: Rule = [(value) => Number(parsePause(value)) > 0, "a duration such as 30s, 2m or 1h, longer than 0s"];

/**
 * Validates a canary's steps.
 *
 * @param maxTrafficWeight the weight that means all requests; undefined if unknown
 * @param ofRouter the steps that the router cannot do, with the reason
 */
export function validateSteps(
    steps: unknown,
    maxTrafficWeight?: number,
    ofRouter: Readonly<Record<string, string>> = routerTraits[defaultRouter.kind].rejectedSteps,
): ValidationError[] {
    if (!isFilled(steps)) {
        const message = `must be a list of setWeight, pause, setCanaryScale and analysis steps, got ${got(steps)}`;
        return [{ path: "steps", message }];
    }
    const errors: ValidationError[] = [];
    let last: unknown;
    steps.forEach((step, index) => {
        const [kind, value] = onlyField(step);
        const path = `steps[${index}]`;
        switch (kind) {
            case "setWeight":
                errors.push(...validateWeight(`${path}.setWeight`, value, last, maxTrafficWeight));
                last = value;
                break;
            case "pause":
                errors.push(...validatePause(`${path}.pause`, value));
                break;
            case "setCanaryScale":
                errors.push(...validateCanaryScale(`${path}.setCanaryScale`, value, maxTrafficWeight));
                break;
            case "analysis":
                errors.push(...validateAnalysis(`${path}.analysis`, value));
                break;
            default:
                errors.push({
                    path,
                    message: `must be either ${kinds}, got ${unknownStep(step, { ...unsupportedKinds, ...ofRouter })}`,
                });
        }
    });
    if (maxTrafficWeight !== undefined && last !== maxTrafficWeight) {
        const end = last === undefined ? "no setWeight at all" : got(last);
        errors.push({ path: "steps", message: `must end at setWeight ${maxTrafficWeight}, got ${end}` });
    }
    return errors;
}

/** Validates the first step with the background analysis. */
export function validateStartingStep(
    startingStep: unknown = strategyDefaults.startingStep,
    steps: unknown,
): ValidationError[] {
    const last = isFilled(steps) ? steps.length - 1 : undefined;
    const [allows, allowed] = wholeNumber(0, last);
    const rule: Rule = [allows, last === undefined ? allowed : `${allowed}, the last of steps`];
    return validateValue("startingStep", startingStep, rule);
}

function unknownStep(step: unknown, reasons: Readonly<Record<string, string>>): string {
    const kind = Object.keys(hasFields(step) ? step : {}).find((key) => Object.hasOwn(reasons, key));
    return kind === undefined ? got(step) : `${kind}: ${reasons[kind] ?? ""}`;
}

function validateWeight(path: string, weight: unknown, before: unknown, maxTrafficWeight?: number): ValidationError[] {
    const errors = validateValue(path, weight, wholeNumber(0, maxTrafficWeight));
    const message = `must be greater than the weight before it, ${got(before)}, got ${got(weight)}`;
    const rises = typeof before !== "number" || Number(weight) > before;
    return errors.length > 0 || rises ? errors : [{ path, message }];
}

function validatePause(path: string, pause: unknown): ValidationError[] {
    const allowed = "{} or {duration: 30s}";
    if (!hasFields(pause)) {
        return [{ path, message: `must be ${allowed}, got ${got(pause)}` }];
    }
    const unknownKey = Object.keys(pause).find((key) => key !== "duration");
    if (unknownKey !== undefined) {
        return [{ path, message: `must be ${allowed}, got the key ${unknownKey}` }];
    }
    return "duration" in pause ? validateValue(`${path}.duration`, pause["duration"], isPause) : [];
}

function validateCanaryScale(path: string, scale: unknown, maxTrafficWeight?: number): ValidationError[] {
    const [kind, value] = onlyField(scale);
    switch (kind) {
        case "replicas":
            return validateValue(`${path}.replicas`, value, wholeNumber(1));
        case "weight":
            return validateValue(`${path}.weight`, value, wholeNumber(1, maxTrafficWeight));
        case "matchTrafficWeight":
            // The controller treats false as absent, and so uses the weight as well.
            return validateValue(`${path}.matchTrafficWeight`, value, [(flag) => flag === true, "true"]);
        default:
            return [{ path, message: `must have either replicas, weight or matchTrafficWeight, got ${got(scale)}` }];
    }
}

function validateAnalysis(path: string, analysis: unknown): ValidationError[] {
    if (!hasFields(analysis)) {
        return [{ path, message: `must be {templates: [{templateName: NAME}]}, got ${got(analysis)}` }];
    }
    const { templates, args = [], dryRun, measurementRetention, analysisRunMetadata } = analysis;
    const isOne = (value: unknown) => hasFields(value) && typeof value["metricName"] === "string";
    const isListOf = (isEntry: (value: unknown) => boolean) => (value: unknown) =>
        isList(value) && value.every(isEntry);
    const isKept = (value: unknown) => isOne(value) && hasFields(value) && isWholeNumber(value["limit"], 1);
    const isMetadata = (value: unknown) =>
        hasFields(value) &&
        [value["labels"], value["annotations"]].every((one) => one === undefined || isStringMap(one));
    return [
        ...validateKnownFields(path, analysis, analysisFields),
        ...(isFilled(templates)
            ? validateTemplates(`${path}.templates`, templates)
            : [
                  {
                      path: `${path}.templates`,
                      message: `must be a list of {templateName: NAME}, got ${got(templates)}`,
                  },
              ]),
        ...validateAnalysisArgs(`${path}.args`, args, false),
        ...validateOptional(`${path}.dryRun`, dryRun, [isListOf(isOne), "a list of {metricName: PATTERN}"]),
        ...validateOptional(`${path}.measurementRetention`, measurementRetention, [
            isListOf(isKept),
            "a list of {metricName: PATTERN, limit: NUMBER}",
        ]),
        ...validateOptional(`${path}.analysisRunMetadata`, analysisRunMetadata, [isMetadata, "labels and annotations"]),
    ];
}

/** True when a value is a list that is not empty. */
function isFilled(value: unknown): value is readonly unknown[] {
    return isList(value) && value.length > 0;
}
