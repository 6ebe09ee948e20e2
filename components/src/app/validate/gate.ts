import { checkGateInputs, defaults } from "../../gate/model/inputs";
import type { CanaryGateArgs } from "../args/app";
import { longestTimeoutSeconds } from "../args/steps";
import { isPending, type ValidationError } from "./validation";

/** Inputs of the gate that an app implies. */
const implied = ["namespace", "rolloutName", "trigger", "job", "prometheusAddress"];

/** What an app says about its gate, by the gate's own rules. */
export function validateGate(gate: CanaryGateArgs): ValidationError[] {
    const given = Object.entries(gate as object).filter(([, value]) => value !== undefined);
    const inputs = { ...defaults, timeoutSeconds: longestTimeoutSeconds, ...Object.fromEntries(given) };
    const pending = given.filter(([, value]) => isPending(value)).map(([name]) => name);
    return checkGateInputs(inputs)
        .filter(({ property }) => !implied.includes(property) && !pending.includes(property))
        .map(({ property, reason }) => ({
            path: `gate.${property}`,
            message: reason.slice(property.length + 1),
        }));
}
