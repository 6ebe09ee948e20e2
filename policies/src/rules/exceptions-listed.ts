import { subjectOf } from "../model/objects";
import { type Finding, rule } from "../model/rule";

export default rule({
    name: "exceptions-listed",
    description: "Every exception that lets something pass is listed, with its reason and its last day.",
    why: "What nobody sees is never mended, and an exception is meant to end.",
    fix: "mend the cause before that day",
    severity: "low",
    enforcementLevel: "advisory",
    settings: {},
    wholeStack(_stack, _config, { exceptions }) {
        const all = exceptions.map(({ rule: name, object, reason, until }) => ({
            object,
            found: `${name} does not hold for it until ${until}: ${reason}`,
        }));
        // A rule may find several things on one object, and an engine may ask twice.
        const key = ({ object, found }: Finding) => `${subjectOf(object)} ${found}`;
        return [...new Map(all.map((one) => [key(one), one])).values()];
    },
});
