import type { Body } from "../baseline";
import { describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const spec = "AnalysisTemplate shop-analysis";
const rollout = "Rollout demo/shop: has in its";
const step = {
    analysis: { templates: [{ templateName: "shop-analysis" }], args: [{ name: "service-name", value: "a" }] },
};
const asStep = { [`${canary}.analysis`]: undefined, [`${canary}.steps.1`]: step };
const template = (kind: string, name: string, body: Body): Body => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind,
    metadata: kind === "AnalysisTemplate" ? { name, namespace: "demo" } : { name },
    spec: body,
});
const query = (text: string) => ({ [spec]: { "spec.metrics.0.provider.prometheus.query": text } });

describeRule("templates-resolve", {
    broken: [
        [
            "a metric of a step with an interval and no count",
            { set: { "Rollout shop": asStep } },
            [`${rollout} analysis of step 1 metric success-rate with an interval and no count, must have a count`],
        ],
        [
            "a count of 0, which is none, as a text",
            { set: { "Rollout shop": asStep, [spec]: { "spec.metrics.0.count": "0" } } },
            [`${rollout} analysis of step 1 metric success-rate with an interval and no count, must have a count`],
        ],
        [
            "an endless metric before a blue-green promotion",
            {
                set: {
                    "Rollout shop": { "spec.strategy": { blueGreen: { prePromotionAnalysis: step.analysis } } },
                },
            },
            [`${rollout} prePromotionAnalysis metric success-rate with an interval and no count, must have a count`],
        ],
        [
            "an argument that is not declared",
            { set: query('up{job="{{args.jobs}}"}') },
            [
                `${rollout} background analysis metric success-rate with {{args.jobs}}, must name an argument that is declared (declared: service-name)`,
            ],
        ],
        [
            "a placeholder of no argument",
            {
                set: {
                    ...query("up{{ $labels }}"),
                    "Rollout shop": { [`${canary}.analysis.args`]: undefined },
                    [spec]: { "spec.args": [], "spec.metrics.0.provider.prometheus.query": "up{{ $labels }}" },
                },
            },
            [
                `${rollout} background analysis metric success-rate with {{$labels}}, must name an argument that is declared (none is)`,
            ],
        ],
        [
            "an argument without a value",
            { set: { "Rollout shop": { [`${canary}.analysis.args`]: undefined } } },
            [
                `${rollout} background analysis argument service-name, which has no value, must have one in args or in its template`,
            ],
        ],
        [
            "an argument of a template that the template names",
            {
                set: { [spec]: { "spec.templates": [{ templateName: "more", clusterScope: true }] } },
                add: [
                    template("ClusterAnalysisTemplate", "more", {
                        args: [{ name: "limit" }],
                        metrics: [{ name: "more" }],
                    }),
                ],
            },
            [
                `${rollout} background analysis argument limit, which has no value, must have one in args or in its template`,
            ],
        ],
    ],
    fine: [
        ["a count of a step's metric", { set: { "Rollout shop": asStep, [spec]: { "spec.metrics.0.count": "3" } } }],
        [
            "one measurement of a step's metric",
            { set: { "Rollout shop": asStep, [spec]: { "spec.metrics.0.interval": undefined } } },
        ],
        [
            "a count that an argument gives",
            {
                set: {
                    "Rollout shop": asStep,
                    [spec]: {
                        "spec.metrics.0.count": "{{args.count}}",
                        "spec.args": [{ name: "service-name" }, { name: "count", value: "3" }],
                    },
                },
            },
        ],
        [
            "a value that only an AnalysisRun knows",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.analysis.args`]: [
                            { name: "service-name", valueFrom: { podTemplateHashValue: "Latest" } },
                        ],
                    },
                },
            },
        ],
        [
            "a default",
            {
                set: {
                    "Rollout shop": { [`${canary}.analysis.args`]: undefined },
                    [spec]: { "spec.args": [{ name: "service-name", value: "shop" }] },
                },
            },
        ],
        [
            "an argument that another template of the background analysis declares",
            {
                set: { [spec]: { "spec.templates": [{ templateName: "more" }] } },
                add: [
                    template("AnalysisTemplate", "more", {
                        metrics: [{ name: "more", successCondition: "{{args.service-name}}" }],
                    }),
                ],
            },
        ],
    ],
});
