import { canaryOf, pauseSecondsOf } from "../rollouts";
import { rule } from "../rule";
import { integer } from "../settings";

export default rule({
    name: "minimum-bake-time",
    description: "The pauses of a canary together last long enough for users to meet the new version.",
    why: "Leaks, caches that fill up and rare requests show after minutes; a canary of seconds proves only that it starts.",
    fix: "lengthen the pauses, or leave one without a duration for somebody, or a gate, to promote",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: { minimumSeconds: integer(60, "The least sum of all pauses, in seconds", { minimum: 0 }) },
    eachObject(object, { minimumSeconds }) {
        const canary = canaryOf(object);
        if (canary === undefined) {
            return [];
        }
        const paused = pauseSecondsOf(canary);
        const found = `pauses for ${paused} s in all, must pause for at least ${minimumSeconds} s`;
        return paused >= minimumSeconds ? [] : [{ object, found }];
    },
});
