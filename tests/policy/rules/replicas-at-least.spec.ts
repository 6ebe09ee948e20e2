import { unknownValue } from "../../../policies/src/model/value";
import { autoscalerBody, otherAutoscalerBody } from "../autoscalerBody";
import { describeRule } from "../ruleSpec";

const replicas = (value: unknown) => ({ set: { "Rollout shop": { "spec.replicas": value } } });

describeRule("replicas-at-least", {
    broken: [
        ["a single pod", replicas(1), ["Rollout demo/shop: has replicas 1, must have at least 2"]],
        [
            "no number, which is one",
            replicas(undefined),
            ["Rollout demo/shop: has no replicas, which means 1, must have at least 2"],
        ],
        [
            "an autoscaler that goes down to one",
            { ...replicas(undefined), add: [autoscalerBody(1)] },
            ["Rollout demo/shop: has minReplicas of shop 1, must have at least 2"],
        ],
        [
            "an autoscaler without a least number",
            { ...replicas(undefined), add: [autoscalerBody(undefined)] },
            ["Rollout demo/shop: has no minReplicas of shop, which means 1, must have at least 2"],
        ],
        [
            "a ScaledObject that goes down to one",
            {
                ...replicas(undefined),
                add: [otherAutoscalerBody("keda.sh/v1alpha1", "ScaledObject", { minReplicaCount: 1 })],
            },
            ["Rollout demo/shop: has minReplicaCount of shop 1, must have at least 2"],
        ],
        [
            "a ScaledObject without a least number",
            { ...replicas(undefined), add: [otherAutoscalerBody("keda.sh/v1alpha1", "ScaledObject", {})] },
            ["Rollout demo/shop: has no minReplicaCount of shop, which means 0, must have at least 2"],
        ],
        [
            "a single pod by another object's template",
            { set: { "Rollout shop": { "spec.template": undefined, "spec.replicas": 1 } } },
            ["Rollout demo/shop: has replicas 1, must have at least 2"],
        ],
        ["fewer than configured", {}, ["Rollout demo/shop: has replicas 3, must have at least 4"], { minimum: 4 }],
        [
            "another kind where it is asked for",
            {},
            ["Deployment ingress-nginx/ingress-nginx-controller: has no replicas, which means 1, must have at least 2"],
            { kinds: ["Deployment"] },
        ],
    ],
    fine: [
        [
            "a ScaledObject with enough",
            {
                ...replicas(undefined),
                add: [otherAutoscalerBody("keda.sh/v1alpha1", "ScaledObject", { minReplicaCount: 2 })],
            },
        ],
        [
            "an autoscaler whose default is not known",
            {
                ...replicas(undefined),
                add: [otherAutoscalerBody("autoscaling.example.com/v1", "CronAutoscaler", {})],
            },
        ],
        ["an autoscaler with enough", { ...replicas(undefined), add: [autoscalerBody(2)] }],
        ["a number that is not known yet", replicas(unknownValue)],
        ["an autoscaler's number that is not known yet", { ...replicas(1), add: [autoscalerBody(unknownValue)] }],
    ],
});
