import { bakeSecondsOf } from "../model/bakeTime";
import { flatMapCanaries, strategyGaps } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "minimum-bake-time",
    description: "The pauses and step analyses of a canary with traffic on both versions are long enough in total.",
    why:
        "Leaks, caches that fill up and rare requests show after minutes; a canary of seconds only proves that the " +
        "version starts.",
    fix:
        "lengthen the pauses between the first weight and all requests, or leave one without a duration for a user " +
        "or a gate to promote",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {
        minimumSeconds: integer(
            60,
            "The least sum of the pauses and step analyses with requests on both versions, in seconds",
            { minimum: 0 },
        ),
    },
    wholeStack(stack, { minimumSeconds }) {
        const short = flatMapCanaries(stack, (object, canary) => {
            const baked = bakeSecondsOf(stack, object, canary);
            const found = `pauses for ${baked} s at a weight above 0 and below all requests, must pause for at least ${minimumSeconds} s`;
            return baked >= minimumSeconds ? [] : [{ object, found }];
        });
        return [...short, ...flatMapKnown(stack.objects, strategyGaps)];
    },
});
