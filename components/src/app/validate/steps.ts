import { shown } from "../../provider/inputs";
import { hasFields, isWholeNumber, onlyField } from "./fields";
import { durationOf } from "../pauseDuration";

/** The steps that Argo knows and ingress-nginx cannot do, or this app has no use for, with the reason. */
const refusedKinds: Readonly<Record<string, string>> = {
    experiment: "an experiment's pods get no requests from ingress-nginx, so it measures nothing",
    setHeaderRoute:
        "ingress-nginx routes by a header through additionalIngressAnnotations (canary-by-header), at every step alike",
    setMirrorRoute: "the controller mirrors requests with Istio and plugins only, not with ingress-nginx",
    plugin: "a step plugin must be installed into the controller, and nothing here proves what it did",
    replicaProgressThreshold: "a weight that does not wait for all of its pods overloads those that are there",
};

const kinds = "setWeight, pause, setCanaryScale or analysis";

/**
 * Everything that is wrong with a list of steps, each sentence with the place, the value got and what is allowed.
 * `maxTrafficWeight` is the weight that means all requests.
 */
export function stepProblems(steps: unknown, subject = "steps", maxTrafficWeight = 100): string[] {
    if (!Array.isArray(steps) || steps.length === 0) {
        return [
            `${subject} must be a list of setWeight, pause, setCanaryScale and analysis steps, got ${shown(steps)}`,
        ];
    }
    const problems: string[] = [];
    let last: unknown;
    (steps as unknown[]).forEach((step, index) => {
        const place = `${subject}[${index}]`;
        const [kind, value] = onlyField(step);
        if (kind === "setWeight") {
            const problem = weightProblem(value, last, maxTrafficWeight);
            problems.push(...(problem === undefined ? [] : [`${place}.setWeight ${problem}, got ${shown(value)}`]));
            last = value;
        } else if (kind === "pause") {
            problems.push(...pauseProblems(value).map((problem) => `${place}.${problem}`));
        } else if (kind === "setCanaryScale") {
            problems.push(...scaleProblems(value, maxTrafficWeight).map((problem) => `${place}.${problem}`));
        } else if (kind === "analysis") {
            problems.push(...analysisProblems(value).map((problem) => `${place}.${problem}`));
        } else {
            const refused = Object.keys(hasFields(step) ? step : {}).find((key) => Object.hasOwn(refusedKinds, key));
            problems.push(
                refused === undefined
                    ? `${place} must be either ${kinds}, got ${shown(step)}`
                    : `${place} must be either ${kinds}, got ${refused}: ${refusedKinds[refused] ?? ""}`,
            );
        }
    });
    if (last !== maxTrafficWeight) {
        const got = last === undefined ? "no setWeight at all" : shown(last);
        problems.push(`${subject} must end at setWeight ${maxTrafficWeight}, got ${got}`);
    }
    return problems;
}

function weightProblem(weight: unknown, before: unknown, maxTrafficWeight: number): string | undefined {
    if (!isWholeNumber(weight, 0, maxTrafficWeight)) {
        return `must be a whole number from 0 to ${maxTrafficWeight}`;
    }
    return typeof before === "number" && weight <= before
        ? `must be greater than the weight before it, ${before}`
        : undefined;
}

function pauseProblems(pause: unknown): string[] {
    if (!hasFields(pause)) {
        return [`pause must be {} or {duration: 30s}, got ${shown(pause)}`];
    }
    const unknownKey = Object.keys(pause).find((key) => key !== "duration");
    if (unknownKey !== undefined) {
        return [`pause must be {} or {duration: 30s}, got the key ${unknownKey}`];
    }
    if (!("duration" in pause)) {
        return [];
    }
    const seconds = durationOf(pause["duration"]);
    return seconds !== undefined && seconds > 0
        ? []
        : [
              `pause.duration must be a duration such as 30s, 2m or 1h, longer than none, got ${shown(pause["duration"])}`,
          ];
}

function scaleProblems(scale: unknown, maxTrafficWeight: number): string[] {
    const [kind, value] = onlyField(scale);
    switch (kind) {
        case "replicas":
            return isWholeNumber(value, 1)
                ? []
                : [`setCanaryScale.replicas must be a whole number from 1, got ${shown(value)}`];
        case "weight":
            return isWholeNumber(value, 1, maxTrafficWeight)
                ? []
                : [`setCanaryScale.weight must be a whole number from 1 to ${maxTrafficWeight}, got ${shown(value)}`];
        case "matchTrafficWeight":
            // The controller takes false for nothing at all, and goes by the weight as well.
            return value === true ? [] : [`setCanaryScale.matchTrafficWeight must be true, got ${shown(value)}`];
        default:
            return [`setCanaryScale must have either replicas, weight or matchTrafficWeight, got ${shown(scale)}`];
    }
}

function analysisProblems(analysis: unknown): string[] {
    if (!hasFields(analysis)) {
        return [`analysis must be {templates: [{templateName: NAME}]}, got ${shown(analysis)}`];
    }
    const unknownKey = Object.keys(analysis).find((key) => key !== "templates" && key !== "args");
    if (unknownKey !== undefined) {
        return [`analysis must have templates and args only, got the key ${unknownKey}`];
    }
    const { templates, args = [] } = analysis;
    const problems: string[] = [];
    if (
        !Array.isArray(templates) ||
        templates.length === 0 ||
        !templates.every((one) => hasTexts(one, "templateName"))
    ) {
        problems.push(`analysis.templates must be a list of {templateName: NAME}, got ${shown(templates)}`);
    }
    if (!Array.isArray(args) || !args.every((one) => hasTexts(one, "name", "value"))) {
        problems.push(`analysis.args must be a list of {name: NAME, value: TEXT}, got ${shown(args)}`);
    }
    return problems;
}

/** Whether a value has texts in these fields, and no other field. */
function hasTexts(value: unknown, ...fields: string[]): boolean {
    return (
        hasFields(value) &&
        Object.keys(value).length === fields.length &&
        fields.every((field) => typeof value[field] === "string" && value[field] !== "")
    );
}
