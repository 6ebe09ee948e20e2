import { isArgo } from "../model/objects";
import { blueGreenOf, canaryOf, routersOf } from "../model/rollouts";
import { knownPlugins, knownRouters } from "../model/routers";
import { rule } from "../model/rule";
import { fieldsAt } from "../model/value";

export default rule({
    name: "rollouts-known",
    description: "The strategy and the router of a Rollout are known to the rules.",
    why:
        "A rule leaves alone what it does not know. Without this line a Rollout of another strategy, or behind another " +
        "router, would look as if it had been checked.",
    fix: "review by hand what the rules leave out, or configure this rule as disabled",
    severity: "low",
    enforcementLevel: "advisory",
    settings: {},
    eachObject(object) {
        const canary = canaryOf(object);
        if (canary === undefined) {
            const other = blueGreenOf(object) === undefined ? "a Rollout without a strategy" : "blueGreen";
            return isArgo(object, "Rollout") ? [{ object, found: `not judged: ${other}` }] : [];
        }
        const { plugins, ...routers } = routersOf(canary);
        return [
            ...Object.keys(routers).filter((name) => !knownRouters.includes(name)),
            ...Object.keys(fieldsAt(plugins)).flatMap((name) =>
                knownPlugins.includes(name) ? [] : [`plugin ${name}`],
            ),
        ].map((name) => ({ object, found: `not judged: ${name}` }));
    },
});
