import { subjectOf } from "../model/objects";
import { type Finding, rule } from "../model/rule";

export default rule({
    name: "exceptions-listed",
    description: "Every exception in use is listed, with its reason and its last day.",
    why: "A problem that no one sees is never fixed, and an exception is meant to end.",
    fix: "fix the cause before that day",
    severity: "low",
    enforcementLevel: "advisory",
    settings: {},
    wholeStack(_stack, _config, { exceptions }) {
        const all = exceptions.map(({ rule: name, object, reason, until }) => ({
            object,
            found: `is exempt from ${name} until ${until}: ${reason}`,
        }));
        // A rule may have several findings on one object, and an engine may evaluate it twice.
        const key = ({ object, found }: Finding) => `${subjectOf(object)} ${found}`;
        return [...new Map(all.map((one) => [key(one), one])).values()];
    },
});
