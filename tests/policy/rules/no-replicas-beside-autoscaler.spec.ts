import { unknownValue } from "../../../policies/src/model/value";
import { autoscalerBody } from "../autoscalerBody";
import { describeRule } from "../ruleSpec";

describeRule("no-replicas-beside-autoscaler", {
    broken: [
        [
            "replicas with an autoscaler",
            { add: [autoscalerBody(2)] },
            ["Rollout demo/shop: has replicas 3 and HorizontalPodAutoscaler shop, must have no replicas"],
        ],
    ],
    fine: [
        ["an autoscaler alone", { set: { "Rollout shop": { "spec.replicas": undefined } }, add: [autoscalerBody(2)] }],
        ["an autoscaler of another workload", { add: [autoscalerBody(2, "other")] }],
        [
            "replicas that are not known yet",
            { set: { "Rollout shop": { "spec.replicas": unknownValue } }, add: [autoscalerBody(2)] },
        ],
    ],
});
