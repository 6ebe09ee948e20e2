import { catalog } from "../../../policies/src/catalog";
import { unknownValue } from "../../../policies/src/model/value";
import { type Broken, describeRule } from "../ruleSpec";

const except = (name: string, value: unknown) => ({
    set: { "Rollout shop": { "metadata.annotations": { [`canary-policies/except.${name}`]: value } } },
});
const form = 'must read "REASON; until YYYY-MM-DD", with a valid date';
const subject = "Rollout demo/shop: its exception from first-weight-small";

describeRule("exceptions-valid", {
    broken: [
        [
            "an expired exception",
            except("first-weight-small", "a migration; until 2026-06-30"),
            [`${subject} has expired: its last day was 2026-06-30, and today is 2026-07-01`],
        ],
        ["an exception without a date", except("first-weight-small", "a migration"), [`${subject} ${form}`]],
        ["an exception without a reason", except("first-weight-small", "; until 2027-03-01"), [`${subject} ${form}`]],
        [
            "a date that there is not",
            except("first-weight-small", "a migration; until 2027-02-30"),
            [`${subject} ${form}`],
        ],
        ["an exception that is no text", except("first-weight-small", true), [`${subject} ${form}`]],
        ...["exceptions-valid", "exceptions-listed"].map((name): Broken => [
            `an exception of ${name}`,
            except(name, "too much to read; until 2027-03-01"),
            [`Rollout demo/shop: its exception from ${name} would hide other exceptions, must be removed`],
        ]),
        [
            "a rule that there is not",
            except("first-weight", "a migration; until 2027-03-01"),
            [
                `Rollout demo/shop: its exception from first-weight names no rule, must name one of ${catalog
                    .map(({ name }) => name)
                    .filter((name) => !name.startsWith("exceptions-"))
                    .join(", ")}`,
            ],
        ],
    ],
    fine: [
        ["an exception on its last day", except("first-weight-small", "a migration; until 2026-07-01")],
        ["a reason of several parts", except("first-weight-small", "a migration; see #12; until 2027-03-01")],
        ["an exception that is not known yet", except("first-weight-small", unknownValue)],
    ],
});
