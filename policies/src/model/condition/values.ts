export type Value = boolean | null | Result;

/** Result of a Prometheus query: a vector's values, or a scalar. */
export type Result = number | readonly number[];

/** Variables of a part of a condition: the measured result, and within `all` and `any` one item of it. */
export interface Scope {
    readonly result: Result;
    readonly item?: number;
}

export type Evaluate = (scope: Scope) => Value;

/** Thrown for a condition outside the supported subset. */
export class ConditionNotUnderstood extends Error {
    override readonly name = "ConditionNotUnderstood";
}

/** Thrown if the condition errs at this result, as it would in the controller. */
export class ConditionFails extends Error {
    override readonly name = "ConditionFails";
}

export function binary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
    switch (operator) {
        case "||":
        case "or":
            return (scope) => truth(left(scope)) || truth(right(scope));
        case "&&":
        case "and":
            return (scope) => truth(left(scope)) && truth(right(scope));
        case "==":
            return (scope) => left(scope) === right(scope);
        case "!=":
            return (scope) => left(scope) !== right(scope);
        default:
            return (scope) => arithmetic(operator, amount(left(scope)), amount(right(scope)));
    }
}

function arithmetic(operator: string, left: number, right: number): Value {
    switch (operator) {
        case "<":
            return left < right;
        case "<=":
            return left <= right;
        case ">":
            return left > right;
        case ">=":
            return left >= right;
        case "+":
            return left + right;
        case "-":
            return left - right;
        case "*":
            return left * right;
        default:
            return left / right;
    }
}

export function applied(name: string, argument: Value): Value {
    switch (name) {
        case "len":
            return listed(argument).length;
        case "isNaN":
            return Number.isNaN(amount(argument));
        case "isNil":
            // Argo checks the result instead of the argument, and Prometheus always returns a result.
            return false;
        case "asFloat":
            return amount(argument);
        case "asInt":
            return wholeOf(amount(argument));
        default:
            return Math.abs(amount(argument)) === Infinity;
    }
}

/** Functions of a list and of an expression for each item. */
export type ListFunction = "all" | "any" | "none" | "one" | "count" | "filter" | "map" | "sum";

export function appliedToEach(name: ListFunction, items: readonly number[], about: (item: number) => Value): Value {
    const met = (item: number) => truth(about(item));
    switch (name) {
        case "all":
            return items.every(met);
        case "any":
            return items.some(met);
        case "none":
            return !items.some(met);
        case "one":
            return items.filter(met).length === 1;
        case "count":
            return items.filter(met).length;
        case "filter":
            return items.filter(met);
        case "map":
            return items.map((item) => numberIn(about(item)));
        case "sum":
            return items.reduce((total, item) => total + amount(about(item)), 0);
    }
}

/** Returns a number; lists of anything else are not modelled. */
function numberIn(value: Value): number {
    if (typeof value !== "number") {
        throw new ConditionNotUnderstood();
    }
    return value;
}

function wholeOf(number: number): number {
    // Go converts NaN by processor: 0 on some, the least number on others.
    if (!Number.isFinite(number)) {
        throw new ConditionNotUnderstood();
    }
    return Math.trunc(number);
}

/** Returns an item by its index; a negative index counts from the end. */
export function itemOf(list: Value, index: number): Value {
    const item = listed(list).at(index);
    if (item === undefined) {
        throw new ConditionFails();
    }
    return item;
}

export function truth(value: Value): boolean {
    if (typeof value !== "boolean") {
        throw new ConditionFails();
    }
    return value;
}

export function amount(value: Value): number {
    if (typeof value !== "number") {
        throw new ConditionFails();
    }
    return value;
}

export function listed(value: Value): readonly number[] {
    if (typeof value !== "object" || value === null) {
        throw new ConditionFails();
    }
    return value;
}
