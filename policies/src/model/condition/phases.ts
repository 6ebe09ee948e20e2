import { parseCondition } from "./parser";
import { ConditionFails, type Result } from "./values";

/** What the controller makes of a measurement. */
export type MeasurementPhase = "Successful" | "Failed" | "Inconclusive" | "Error";

/** The conditions of a metric, as far as it has them. */
export interface Conditions {
    readonly success?: string;
    readonly failure?: string;
}

/**
 * What Argo Rollouts makes of a result, from its conditions alone: a metric with only one of the two takes whatever does
 * not meet it for the opposite, and one that has neither takes everything for a success.
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

/** Stand for an argument of a template, of which an AnalysisRun alone knows what it is. */
const argumentValues = ["(-1e9)", "0", "1", "1e9"];

/** All that Argo Rollouts may make of a result, whatever numbers the template's arguments are. */
export function phasesOf({ success, failure }: Conditions, result: Result): ReadonlySet<MeasurementPhase> {
    const phases = argumentValues.map((value) => {
        const told = (text?: string) => text?.replace(/\{\{\s*args\.[^{}]*\}\}/g, value);
        return phaseOf({ success: told(success), failure: told(failure) }, result);
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
