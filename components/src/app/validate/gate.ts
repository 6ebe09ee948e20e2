import { checkGateInputs, defaults } from "../../gate/model/inputs";
import type { CanaryGateArgs } from "../args/app";
import { longestTimeoutSeconds } from "../args/steps";
import { judgeOf } from "../args/judge";
import { isPending, isWithin, type ValidationError } from "./validation";

/** Inputs of the gate that follow from the app. */
const implied = [
    "namespace",
    "rolloutName",
    "trigger",
    "rolloutUid",
    "specHash",
    "adopt",
    "job",
    "pauseSeconds",
    "prometheusAddress",
    "prometheusAccess",
];

/** Any good thresholds: the analysis has its own validator. */
const thresholds = { p99LatencyMilliseconds: 1, successRatePercent: 95 };

/** Validates an app's arguments for its gate by the gate's rules. */
export function validateGate(gate: CanaryGateArgs): ValidationError[] {
    const { judge, ...rest } = gate;
    const given = Object.entries({ ...rest, ...(judge !== "off" && { judge }) } as object).filter(
        ([, value]) => value !== undefined,
    );
    const inputs = {
        ...defaults,
        timeoutSeconds: longestTimeoutSeconds,
        ...Object.fromEntries(given),
        ...(typeof judge === "object" && { judge: judgeOf(judge, thresholds) }),
    };
    const pending = given.flatMap(([name, value]) => pendingPaths(name, value));
    return checkGateInputs(inputs)
        .filter(({ property }) => !implied.includes(property) && !pending.some((name) => isWithin(property, name)))
        .map(({ property, message }) => ({ path: `gate.${property}`, message }));
}

/** Returns the paths of values that are known only later. */
function pendingPaths(path: string, value: unknown): string[] {
    if (isPending(value)) {
        return [path];
    }
    const inner = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    return inner.flatMap(([name, one]) => pendingPaths(`${path}.${name}`, one));
}
