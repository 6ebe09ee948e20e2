export type Value = number | boolean | null | readonly number[];

/** What a part of a condition is evaluated in: the measured result, and within `all` and `any` one item of it. */
export interface Scope {
    readonly result: readonly number[];
    readonly item?: number;
}

export type Evaluate = (scope: Scope) => Value;

/** A condition goes beyond what is understood here. */
export class ConditionNotUnderstood extends Error {
    override readonly name = "ConditionNotUnderstood";
}

/** The condition stops with an error at this result, as it would in the controller. */
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
        default:
            return Math.abs(amount(argument)) === Infinity;
    }
}

export function itemOf(list: Value, index: number): Value {
    const item = listed(list)[index];
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
