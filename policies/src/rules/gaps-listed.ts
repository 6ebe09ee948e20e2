import { type KubernetesObject, subjectOf } from "../model/objects";
import { rule } from "../model/rule";

export default rule({
    name: "gaps-listed",
    description: "Everything that a rule does not know, and leaves alone, is listed once.",
    why: "A part that no rule judges looks like one that every rule accepts.",
    fix: "judge it yourself, or write it in a form that the rules know",
    severity: "low",
    enforcementLevel: "advisory",
    settings: {},
    wholeStack(_stack, _config, { gaps }) {
        const listed = new Map<string, { object: KubernetesObject; found: string; rules: Set<string> }>();
        for (const { object, found, rule: name } of gaps) {
            const key = `${subjectOf(object)} ${found}`;
            const one = listed.get(key) ?? { object, found, rules: new Set() };
            listed.set(key, one);
            one.rules.add(name);
        }
        return [...listed.values()].map(({ object, found, rules }) => ({
            object,
            found: `is not judged by ${[...rules].join(", ")}: ${found}`,
        }));
    },
});
