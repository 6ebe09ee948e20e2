import { keyOf, NamespaceIndex, onceFor } from "../model/namespaceIndex";
import { type DeclaredStack, type Gate, type KubernetesObject, nameOf, namespaceOf } from "../model/objects";
import { canaryOf, timedPauseSecondsOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { flatMapKnown, known, unknownValue } from "../model/value";

export default rule({
    name: "schedule-within-deadline",
    description: "The timed pauses of a canary end before the deadline of its gate, or the configured one.",
    why: "A gate whose deadline comes first aborts a good version, or fails the update while the rollout still goes on.",
    fix: "raise the deadline (the gate's timeoutSeconds, or the rule's deadlineSeconds without a gate), or shorten the pauses",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        deadlineSeconds: integer(3600, "The deadline, in seconds, of a Rollout that no gate of the stack waits for", {
            minimum: 1,
        }),
    },
    wholeStack(stack, { deadlineSeconds }) {
        return flatMapKnown(stack.objects, (object) => {
            const canary = canaryOf(object);
            if (canary === undefined) {
                return [];
            }
            const gate = gateSeconds(stack, object);
            const paused = timedPauseSecondsOf(canary);
            const [whose, deadline] = gate === undefined ? ["configured", deadlineSeconds] : ["gate's", gate];
            const found = `has timed pauses of ${paused} s, must have less than the ${whose} deadline of ${deadline} s`;
            return paused < deadline ? [] : [{ object, found }];
        });
    },
});

/** Returns the deadline of the gate that waits for a Rollout, in seconds. */
function gateSeconds({ gates }: DeclaredStack, rollout: KubernetesObject): number | undefined {
    const gate = onceFor(gates, byRollout).first(namespaceOf(rollout), keyOf(nameOf(rollout)), [keyOf(unknownValue)]);
    const seconds = gate === undefined ? undefined : known(gate.body["timeoutSeconds"]);
    return seconds === undefined ? undefined : Number(seconds);
}

function byRollout(gates: readonly Gate[]) {
    return new NamespaceIndex(gates, ({ body }) => [{ namespace: body["namespace"], key: keyOf(body["rolloutName"]) }]);
}
