import { isObjectName, isServiceName } from "../../kubernetes/names";
import type { CanaryAppArgs } from "../args/app";
import { namesOf } from "../args/names";
import { got, validateOptional, type ValidationError } from "./validation";

/** The longest name of a Service. */
const longest = 63;

/** Validates an app's name, which must leave space for the longest suffix of a Service's name. */
export function validateName(name: unknown): ValidationError[] {
    return validateServiceName("name", name, longest - "-stable".length);
}

/** Validates the Services' names, those derived from the app's name included. */
export function validateServiceNames(args: CanaryAppArgs): ValidationError[] {
    const { stableService, canaryService, metricsService } = namesOf(args);
    const errors = (["stableService", "canaryService"] as const).flatMap((field) =>
        args[field] === undefined ? [] : validateServiceName(field, args[field]),
    );
    if (stableService === canaryService) {
        const message = `must differ from stableService, got ${got(canaryService)} for both`;
        errors.push({ path: "canaryService", message });
    }
    for (const [path, name] of Object.entries({ stableService, canaryService })) {
        if (name === metricsService) {
            const message = `must differ from the metrics Service, ${metricsService}, which has the app's name`;
            errors.push({ path, message });
        }
    }
    return errors;
}

/** Validates the name of the app's AnalysisTemplate. */
export function validateAnalysisTemplateName(name: unknown): ValidationError[] {
    return validateOptional("analysisTemplateName", name, [isObjectName, "the name of an AnalysisTemplate"]);
}

function validateServiceName(path: string, name: unknown, most = longest): ValidationError[] {
    const good = isServiceName(name) && name.length <= most;
    const allowed =
        "begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, " +
        `and have at most ${most} characters`;
    return good ? [] : [{ path, message: `must ${allowed}, got ${got(name)}` }];
}
