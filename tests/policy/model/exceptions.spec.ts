import assert from "node:assert/strict";
import { catalog } from "../../../policies/src/catalog";
import { readConfiguration } from "../../../policies/src/model/configuration";
import { unknownValue } from "../../../policies/src/model/value";
import { changed } from "../baseline";
import { messagesOf, ruleNamed } from "../ruleSpec";

describe("exceptions from the policies", () => {
    const rule = ruleNamed("first-weight-small");
    const found = "steps[0].setWeight sends 50 % of the requests at first, must be at most 20 %";
    const weight = { "spec.strategy.canary.steps.0.setWeight": 50 };
    const annotated = (name: string, text: unknown) =>
        changed({
            set: {
                "Rollout shop": { ...weight, "metadata.annotations": { [`canary-policies/except.${name}`]: text } },
            },
        });
    const configured = (object: string, text: string) =>
        messagesOf(rule, changed({ set: { "Rollout shop": weight } }), { except: { [object]: text } });

    it("suppress a finding with a reason and a date in an annotation", () => {
        assert.deepEqual(messagesOf(rule, annotated("first-weight-small", "few users yet; until 2027-03-01")), []);
    });

    it("are rejected once they have expired, and the rule holds again", () => {
        assert.deepEqual(messagesOf(rule, annotated("first-weight-small", "few users yet; until 2026-06-30")), [
            `Rollout demo/shop: ${found} (its exception is rejected: it has expired: its last day was 2026-06-30, and today ` +
                `is 2026-07-01); ${rule.fix}`,
        ]);
    });

    it("are rejected without a reason or a date", () => {
        for (const text of ["few users yet", "until 2027-03-01", "", "; until 2027-03-01", 5]) {
            assert.deepEqual(messagesOf(rule, annotated("first-weight-small", text)), [
                `Rollout demo/shop: ${found} (its exception is rejected: it must read "REASON; until YYYY-MM-DD", with a ` +
                    `valid date); ${rule.fix}`,
            ]);
        }
    });

    it("hold for no other rule", () => {
        const other = annotated("weights-rise-to-100", "few users yet; until 2027-03-01");
        assert.deepEqual(messagesOf(rule, other), [`Rollout demo/shop: ${found}; ${rule.fix}`]);
    });

    it("that are not known yet are no violation yet", () => {
        assert.deepEqual(messagesOf(rule, annotated("first-weight-small", unknownValue)), []);
    });

    it("may be in the configuration, for objects that cannot be annotated", () => {
        assert.deepEqual(configured("Rollout demo/shop", "another team's; until 2027-03-01"), []);
        for (const watcher of ["exceptions-valid", "exceptions-listed"]) {
            const except = { "Rollout demo/shop": "too much to read; until 2027-03-01" };
            assert.deepEqual(readConfiguration({ [watcher]: { except } }, catalog), [
                `${watcher}.except is no setting, must be one of enforcementLevel`,
            ]);
        }
        assert.deepEqual(configured("Rollout demo/cart", "another team's; until 2027-03-01"), [
            `Rollout demo/shop: ${found}; ${rule.fix}`,
        ]);
        assert.deepEqual(configured("Rollout demo/shop", "another team's; until 2026-03-01"), [
            `Rollout demo/shop: ${found} (its exception is rejected: it has expired: its last day was 2026-03-01, and today ` +
                `is 2026-07-01); ${rule.fix}`,
        ]);
    });
});
