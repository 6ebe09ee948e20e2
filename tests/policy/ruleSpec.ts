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

/** What no message may ever show: tests put it where secrets are. */
export const secretText = "never-to-be-printed";

/** With this set, every rule is off: conventions.spec.ts wants every spec to notice. */
const disabled = process.env["CANARY_POLICIES_DISABLED"] === "all";

type Values = Readonly<Record<string, unknown>>;

/** One thing that the rule finds: what was changed, what messages say but for the fix, and what the rule was told. */
export type Broken = readonly [what: string, change: Change, messages: readonly string[], config?: Values];
/** One thing that the rule is content with. */
export type Fine = readonly [what: string, change: Change, config?: Values];

/** What a spec of a rule is made of. */
export interface RuleCases {
    /** What the rule is told in all of them. */
    readonly config?: Values;
    /** Rules that are judged before it, at their defaults. */
    readonly after?: readonly string[];
    readonly broken: readonly Broken[];
    readonly fine: readonly Fine[];
}

export function ruleNamed(name: string): Rule {
    const found = catalog.find((one) => one.name === name);
    assert.ok(found, `the catalog has no rule ${name}`);
    return found;
}

/** What a rule says about some objects, told this, and judged after others. */
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

/** The spec of a rule: the baseline passes, each broken field is found, and what is not known is not held against it. */
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
            it(`is content with ${what}`, () => {
                assert.deepEqual(messages(changed(change), config), []);
            });
        }

        it("holds no value against an object that a preview does not know", () => {
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
