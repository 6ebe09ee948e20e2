import { unknownValue } from "../../../policies/src/model/value";
import { baselineBodies } from "../baseline";
import { type Broken, describeRule, type Fine } from "../ruleSpec";
import { referringRollout } from "../referringRollout";

const template = (baselineBodies()[1]?.["spec"] as { template: Record<string, unknown> }).template;

/** A Rollout with the template of a Deployment. */
function referring(replicas: unknown, scaleDown?: string) {
    const { set, add = [] } = referringRollout(template);
    const [deployment] = add;
    const rollout = set?.["Rollout shop"];
    return {
        set: {
            "Rollout shop": { ...rollout, "spec.workloadRef.scaleDown": scaleDown },
        },
        add: [{ ...deployment, spec: { replicas, template } }],
    };
}
const found = (scaleDown: string, replicas: number) =>
    `Rollout demo/shop: has workloadRef.scaleDown ${scaleDown}, which leaves Deployment demo/shop with ${replicas} pods, must scale it down`;

describeRule("workload-ref-scaled-down", {
    broken: [
        ["a Deployment that keeps its pods", referring(3), [found("never", 3)]],
        ["a Deployment whose pods are never scaled down", referring(3, "never"), [found("never", 3)]],
        ["a word that the controller does not know", referring(3, "onSuccess"), [found("onSuccess", 3)]],
        ["a Deployment without replicas, which is one", referring(undefined), [found("never", 1)]],
    ] satisfies Broken[],
    fine: [
        ["a Deployment without pods", referring(0)],
        ...["onsuccess", "progressively"].map((scaleDown): Fine => [
            `a Deployment that is scaled down ${scaleDown}`,
            referring(3, scaleDown),
        ]),
        ["a number of pods that is not known yet", referring(unknownValue)],
    ],
});
