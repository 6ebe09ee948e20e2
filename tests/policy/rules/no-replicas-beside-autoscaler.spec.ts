import { unknownValue } from "../../../policies/src/model/value";
import { autoscalerBody, otherAutoscalerBody } from "../autoscalerBody";
import { type Broken, describeRule } from "../ruleSpec";

describeRule("no-replicas-beside-autoscaler", {
    broken: [
        [
            "replicas with an autoscaler",
            { add: [autoscalerBody(2)] },
            ["Rollout demo/shop: has replicas 3 and HorizontalPodAutoscaler shop, must have no replicas"],
        ],
        ...(
            [
                ["keda.sh/v1alpha1", "ScaledObject"],
                ["autoscaling.alibabacloud.com/v1beta1", "CronHorizontalPodAutoscaler"],
                ["datadoghq.com/v1alpha1", "WatermarkPodAutoscaler"],
            ] as const
        ).map(([apiVersion, kind]): Broken => [
            `replicas with a ${kind}`,
            { add: [otherAutoscalerBody(apiVersion, kind, {})] },
            [`Rollout demo/shop: has replicas 3 and ${kind} shop, must have no replicas`],
        ]),
        [
            "replicas with an autoscaler without a namespace",
            { add: [{ ...autoscalerBody(2), metadata: { name: "shop" } }] },
            ["Rollout demo/shop: has replicas 3 and HorizontalPodAutoscaler shop, must have no replicas"],
        ],
    ],
    fine: [
        [
            "an autoscaler of a Deployment of that name",
            {
                add: [
                    {
                        ...otherAutoscalerBody("keda.sh/v1alpha1", "ScaledObject", {
                            scaleTargetRef: { name: "shop" },
                        }),
                    },
                ],
            },
        ],
        [
            "an autoscaler of another namespace",
            { add: [{ ...autoscalerBody(2), metadata: { name: "shop", namespace: "other" } }] },
        ],
        ["an autoscaler alone", { set: { "Rollout shop": { "spec.replicas": undefined } }, add: [autoscalerBody(2)] }],
        ["an autoscaler of another workload", { add: [autoscalerBody(2, "other")] }],
        [
            "replicas that are not known yet",
            { set: { "Rollout shop": { "spec.replicas": unknownValue } }, add: [autoscalerBody(2)] },
        ],
    ],
});
