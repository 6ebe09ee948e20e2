import {
    amount,
    applied,
    appliedToEach,
    binary,
    ConditionNotUnderstood,
    type Evaluate,
    itemOf,
    listed,
    type ListFunction,
    truth,
} from "./values";

const token =
    /\s*(&&|\|\||==|!=|<=|>=|\?\?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?[\d_]+)?|[-+*/<>!()[\]{},#?:]|[A-Za-z_]\w*)/giy;
/** By precedence, lowest first. */
const operators = [
    ["||", "or"],
    ["&&", "and"],
    ["==", "!="],
    ["<", "<=", ">", ">="],
    ["+", "-"],
    ["*", "/"],
] as const;

/** Parses a condition: the subset of Argo's condition language that evaluates a Prometheus vector. */
export function parseCondition(text: string): Evaluate {
    const parser = new Parser(tokensOf(text));
    const evaluate = parser.expression();
    parser.end();
    return evaluate;
}

function tokensOf(text: string): string[] {
    const tokens: string[] = [];
    token.lastIndex = 0;
    while (token.lastIndex < text.trimEnd().length) {
        const [, found] = token.exec(text) ?? [];
        if (found === undefined) {
            throw new ConditionNotUnderstood();
        }
        tokens.push(found);
    }
    return tokens;
}

class Parser {
    private next = 0;

    constructor(private readonly tokens: readonly string[]) {}

    end(): void {
        if (this.next < this.tokens.length) {
            throw new ConditionNotUnderstood();
        }
    }

    expression(): Evaluate {
        const condition = this.operation(0);
        if (!this.takes("?")) {
            return condition;
        }
        const met = this.expression();
        this.expect(":");
        const otherwise = this.expression();
        return (scope) => (truth(condition(scope)) ? met(scope) : otherwise(scope));
    }

    private operation(level: number): Evaluate {
        const known: readonly string[] | undefined = operators[level];
        if (known === undefined) {
            return this.unary();
        }
        let left = this.operation(level + 1);
        for (let operator = this.tokens[this.next]; operator !== undefined && known.includes(operator);) {
            this.next += 1;
            left = binary(operator, left, this.operation(level + 1));
            operator = this.tokens[this.next];
        }
        return left;
    }

    private unary(): Evaluate {
        if (this.takes("!") || this.takes("not")) {
            const operand = this.unary();
            return (scope) => !truth(operand(scope));
        }
        if (this.takes("-")) {
            const operand = this.unary();
            return (scope) => -amount(operand(scope));
        }
        return this.coalesced();
    }

    private coalesced(): Evaluate {
        let value = this.indexed();
        while (this.takes("??")) {
            const [first, second] = [value, this.indexed()];
            value = (scope) => first(scope) ?? second(scope);
        }
        return value;
    }

    private indexed(): Evaluate {
        let value = this.primary();
        while (this.takes("[")) {
            const [list, index] = [value, this.expression()];
            this.expect("]");
            value = (scope) => itemOf(list(scope), amount(index(scope)));
        }
        return value;
    }

    private primary(): Evaluate {
        const found = this.tokens[this.next] ?? "";
        this.next += 1;
        if (/^\.?\d/.test(found)) {
            return () => Number(found.replaceAll("_", ""));
        }
        switch (found) {
            case "(": {
                const inner = this.expression();
                this.expect(")");
                return inner;
            }
            case "result":
                return ({ result }) => result;
            case "#":
                return ({ item }) => item ?? null;
            case "true":
            case "false":
                return () => found === "true";
            case "nil":
                return () => null;
            case "all":
            case "any":
            case "none":
            case "one":
            case "count":
            case "filter":
            case "map":
            case "sum":
                return this.each(found);
            case "len":
            case "isNaN":
            case "isInf":
            case "isNil":
            case "asInt":
            case "asFloat":
                return this.call(found);
            case "default":
                return this.resultOrDefault();
            default:
                throw new ConditionNotUnderstood();
        }
    }

    private call(name: string): Evaluate {
        this.expect("(");
        const argument = this.expression();
        this.expect(")");
        return (scope) => applied(name, argument(scope));
    }

    /** Argo returns the result if there is one, whatever the first argument; an empty vector is a result. */
    private resultOrDefault(): Evaluate {
        this.expect("(");
        const first = this.expression();
        this.expect(",");
        const second = this.expression();
        this.expect(")");
        return (scope) => {
            first(scope);
            second(scope);
            return scope.result;
        };
    }

    /** Parses a function of a list and of what it does with each item; `sum` has the second only if need be. */
    private each(name: ListFunction): Evaluate {
        this.expect("(");
        const list = this.expression();
        const evaluate = name === "sum" && !this.startsArgument() ? undefined : this.itemArgument();
        this.expect(")");
        return (scope) => {
            const item = (one: number) => (evaluate === undefined ? one : evaluate({ ...scope, item: one }));
            return appliedToEach(name, listed(list(scope)), item);
        };
    }

    private startsArgument(): boolean {
        return this.tokens[this.next] === ",";
    }

    private itemArgument(): Evaluate {
        this.expect(",");
        const braced = this.takes("{");
        const evaluate = this.expression();
        if (braced) {
            this.expect("}");
        }
        return evaluate;
    }

    private takes(wanted: string): boolean {
        const found = this.tokens[this.next] === wanted;
        this.next += found ? 1 : 0;
        return found;
    }

    private expect(wanted: string): void {
        if (!this.takes(wanted)) {
            throw new ConditionNotUnderstood();
        }
    }
}
