import assert from "node:assert/strict";
import { catalog } from "../../policies/src/catalog";
import { readConfiguration } from "../../policies/src/model/configuration";
import { evaluateAll } from "../../policies/src/model/evaluate";
import type { DeclaredStack } from "../../policies/src/model/objects";
import type { Rule } from "../../policies/src/model/rule";
import { unknownValue } from "../../policies/src/model/value";
import { baselineBodies, type Change, changed, pathsOf, setAt, stackOf } from "./baseline";

/** The day of all tests. */
export const today = "2026-07-01";

/** Must not appear in any message: tests use it as the value of secrets. */
export const secretText = "never-to-be-printed";

/** With this set, every rule is off: conventions.spec.ts requires every spec to fail. */
const disabled = process.env["CANARY_POLICIES_DISABLED"] === "all";

type Values = Readonly<Record<string, unknown>>;

/** A violation: its name, the change, the messages without the fix, and the rule's settings. */
export type Broken = readonly [what: string, change: Change, messages: readonly string[], config?: Values];
/** A change that the rule accepts. */
export type Fine = readonly [what: string, change: Change, config?: Values];

/** Cases of a rule's spec. */
export interface RuleCases {
    /** Settings of the rule in all cases. */
    readonly config?: Values;
    /** Rules that are evaluated before it, at their defaults. */
    readonly after?: readonly string[];
    readonly broken: readonly Broken[];
    readonly fine: readonly Fine[];
}

export function ruleNamed(name: string): Rule {
    const found = catalog.find((one) => one.name === name);
    assert.ok(found, `the catalog has no rule ${name}`);
    return found;
}

/** Returns a rule's messages about some objects, with settings, and evaluated after other rules. */
export function messagesOf(
    rule: Rule,
    stack: DeclaredStack,
    config: Values = {},
    after: readonly string[] = [],
): string[] {
    const entry = disabled ? "disabled" : { enforcementLevel: "mandatory", ...config };
    const configuration = readConfiguration({ [rule.name]: entry }, catalog);
    assert.ok("levelOf" in configuration, JSON.stringify(configuration));
    const names = catalog.map(({ name }) => name);
    return evaluateAll([...after.map(ruleNamed), rule], stack, configuration, today, names)
        .filter((violation) => violation.rule === rule)
        .map(({ message }) => message);
}

/** Describes a rule: the baseline passes, each broken field is found, and an unknown value violates nothing. */
export function describeRule(name: string, { config: common, after, broken, fine }: RuleCases): void {
    describe(`rule ${name}`, () => {
        const rule = ruleNamed(name);
        const messages = (stack: DeclaredStack, config: Values = {}) =>
            messagesOf(rule, stack, { ...common, ...config }, after);

        it("passes the valid baseline", () => {
            assert.deepEqual(messages(changed()), []);
        });

        for (const [what, change, expected, config] of broken) {
            it(`finds ${what}`, () => {
                const found = messages(changed(change), config);
                assert.deepEqual(
                    found,
                    expected.map((message) => `${message}; ${rule.fix}`),
                );
                assert.ok(!found.join("\n").includes(secretText), "a secret is shown");
            });
        }

        for (const [what, change, config] of fine) {
            it(`accepts ${what}`, () => {
                assert.deepEqual(messages(changed(change), config), []);
            });
        }

        it("finds nothing in a value that a preview does not know", () => {
            const bodies = baselineBodies();
            bodies.forEach((body, index) => {
                for (const path of pathsOf(body).filter(([key]) => key !== "apiVersion" && key !== "kind")) {
                    const unsure = baselineBodies();
                    setAt(
                        unsure[index],
                        path.map((key) => key.replaceAll(".", "\\.")),
                        unknownValue,
                    );
                    assert.deepEqual(messages(stackOf(unsure)), [], path.join("."));
                }
            });
        });
    });
}
