import { unknownValue } from "../../../policies/src/model/value";
import { describeRule } from "../ruleSpec";

const gate = (timeoutSeconds: unknown, rolloutName: unknown = "shop") => ({
    gates: [{ body: { namespace: "demo", rolloutName, timeoutSeconds } }],
});

describeRule("schedule-within-deadline", {
    broken: [
        [
            "a gate that gives up with the last pause",
            gate(90),
            ["Rollout demo/shop: has timed pauses of 90 s, must have less than the gate's deadline of 90 s"],
        ],
        [
            "a configured deadline where no gate waits",
            gate(10, "another"),
            ["Rollout demo/shop: has timed pauses of 90 s, must have less than the configured deadline of 60 s"],
            { deadlineSeconds: 60 },
        ],
        [
            "a pause beyond the deadline next to one without a duration",
            {
                set: {
                    "Rollout shop": {
                        "spec.strategy.canary.steps.1.pause": {},
                        "spec.strategy.canary.steps.3.pause": { duration: "2h" },
                    },
                },
            },
            ["Rollout demo/shop: has timed pauses of 7200 s, must have less than the configured deadline of 3600 s"],
        ],
    ],
    fine: [
        ["a gate that waits longer", gate(91), { deadlineSeconds: 1 }],
        ["a deadline that is not known yet", gate(unknownValue), { deadlineSeconds: 1 }],
        ["a gate of which it is not known whose it is", gate(10, unknownValue), { deadlineSeconds: 1 }],
    ],
});
