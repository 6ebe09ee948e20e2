import { rule } from "../rule";

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
        // A rule may find several things on one object.
        return all.filter(
            (one, index) => all.findIndex((other) => other.object === one.object && other.found === one.found) === index,
        );
    },
});
