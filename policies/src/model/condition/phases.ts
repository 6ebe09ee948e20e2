import { type Fields, stringAt } from "../value";
import { parseCondition } from "./parser";
import { ConditionFails, type Result } from "./values";

/** Phase of a measurement in the controller. */
export type MeasurementPhase = "Successful" | "Failed" | "Inconclusive" | "Error";

/** The conditions of a metric, each of them optional. */
export interface Conditions {
    readonly success?: string;
    readonly failure?: string;
}

/** Returns the conditions of a metric of a template. */
export function conditionsOf(metric: Fields): Conditions {
    return { success: stringAt(metric, "successCondition"), failure: stringAt(metric, "failureCondition") };
}

/**
 * Returns Argo Rollouts' phase for a result, from the conditions alone. With only one of the two conditions, a result
 * that does not meet it has the opposite phase; with neither, every result is a success.
 */
export function phaseOf({ success, failure }: Conditions, result: Result): MeasurementPhase {
    try {
        const good = success === undefined ? undefined : holds(success, result);
        const bad = failure === undefined ? undefined : holds(failure, result);
        if (good === undefined && bad === undefined) {
            return "Successful";
        }
        if (bad === true || (bad === undefined && good === false)) {
            return "Failed";
        }
        return good === false ? "Inconclusive" : "Successful";
    } catch (error) {
        if (error instanceof ConditionFails) {
            return "Error";
        }
        throw error;
    }
}

/** Sample values of a template's argument, whose value only an AnalysisRun knows. */
const argumentValues = ["(-1e9)", "0", "1", "1e9"];

/** Returns the possible phases of a result, for any numbers as the template's arguments. */
export function phasesOf({ success, failure }: Conditions, result: Result): ReadonlySet<MeasurementPhase> {
    const values = [success, failure].some((text) => text?.includes("{{")) ? argumentValues : [""];
    const phases = values.map((value) => {
        const substituted = (text?: string) => text?.replace(/\{\{\s*args\.[^{}]*\}\}/g, value);
        return phaseOf({ success: substituted(success), failure: substituted(failure) }, result);
    });
    return new Set(phases);
}

function holds(condition: string, result: Result): boolean {
    const value = parseCondition(condition)({ result });
    if (typeof value !== "boolean") {
        throw new ConditionFails();
    }
    return value;
}
