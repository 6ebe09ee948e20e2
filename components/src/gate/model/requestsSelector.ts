import { type InputProblem, isUnknown, shown } from "../../provider/inputs";
import { matchesEmpty, regexpProblem } from "./regexp";

/** A label matcher of Prometheus, such as `handler!="/healthz"`. */
export interface LabelMatcher {
    /** Name of a label of the request counter. */
    readonly label: string;
    /** Equal, not equal, or matched (not matched) by a regular expression from its first to its last character. */
    readonly operator: "=" | "!=" | "=~" | "!~";
    /** A string that is not empty, or a regular expression (RE2) that does not match the empty string. */
    readonly value: string;
}

/** Returns a matcher in PromQL. Its strings have the escapes of Go, of which those of JSON are a part. */
export function matcherText({ label, operator, value }: LabelMatcher): string {
    return `${label}${operator}${JSON.stringify(value)}`;
}

const fields: readonly string[] = ["label", "operator", "value"];
const operators: readonly unknown[] = ["=", "!=", "=~", "!~"];

/** Labels that the gate itself selects by, and the reason that a user gets. */
const reserved: ReadonlyMap<unknown, string> = new Map([
    ["__name__", "requestsMetric is the counter's name"],
    ["job", "the gate selects the app's job itself"],
    ["rollouts_pod_template_hash", "the gate compares the versions by it"],
]);

/** Returns all problems of a list of matchers, which is the input `property`. Unknown values are not checked. */
export function selectorProblems(selector: unknown, property = "requestsSelector"): InputProblem[] {
    if (isUnknown(selector)) {
        return [];
    }
    if (!Array.isArray(selector)) {
        const message = `must be a list of matchers, each with label, operator and value, got ${shown(selector)}`;
        return [{ property, message }];
    }
    return selector.flatMap((matcher: unknown, index) => matcherProblems(matcher, `${property}[${index}]`));
}

function matcherProblems(matcher: unknown, property: string): InputProblem[] {
    if (isUnknown(matcher)) {
        return [];
    }
    const known = typeof matcher === "object" && matcher !== null && Object.keys(matcher).every(isField);
    if (!known) {
        return [{ property, message: `must have label, operator and value, got ${shown(matcher)}` }];
    }
    const { label, operator, value } = matcher as Partial<Record<keyof LabelMatcher, unknown>>;
    const found: [field: string, value: unknown, must: string | undefined][] = [
        ["label", label, labelRule(label)],
        ["operator", operator, operators.includes(operator) ? undefined : "one of =, !=, =~, !~"],
        ["value", value, valueRule(value, operator === "=~" || operator === "!~")],
    ];
    return found.flatMap(([field, got, must]) =>
        must === undefined || isUnknown(got)
            ? []
            : [{ property: `${property}.${field}`, message: `must be ${must}, got ${shown(got)}` }],
    );
}

function isField(name: string): boolean {
    return fields.includes(name);
}

/** Returns the requirement that a label violates. */
function labelRule(label: unknown): string | undefined {
    if (typeof label !== "string" || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
        return "the name of a Prometheus label";
    }
    const reason = reserved.get(label);
    return reason === undefined ? undefined : `another label, because ${reason}`;
}

/** Returns the requirement that a value violates. */
function valueRule(value: unknown, isPattern: boolean): string | undefined {
    if (typeof value !== "string" || value === "") {
        return "a string that is not empty, quoted where it looks like a number";
    }
    if (!isPattern || isUnknown(value)) {
        return undefined;
    }
    const problem = regexpProblem(value);
    if (problem !== undefined) {
        return `a regular expression of Prometheus (RE2) without ${problem}`;
    }
    return matchesEmpty(value) ? "a regular expression that does not match the empty string" : undefined;
}
