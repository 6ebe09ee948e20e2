import { describeRule } from "./ruleSpec";

const canary = "spec.strategy.canary";
const rollout = "Rollout demo/shop:";

describeRule("rollout-has-analysis", {
    broken: [
        [
            "a canary without an analysis",
            { set: { "Rollout shop": { [`${canary}.analysis`]: undefined } } },
            [`${rollout} has no analysis, must have one`],
        ],
        [
            "an analysis without templates",
            { set: { "Rollout shop": { [`${canary}.analysis.templates`]: [] } } },
            [`${rollout} has no analysis, must have one`],
        ],
        [
            "another strategy",
            { set: { "Rollout shop": { "spec.strategy": { blueGreen: { activeService: "shop-stable" } } } } },
            [`${rollout} has no canary strategy, must have one with an analysis`],
        ],
        [
            "a template that nobody declares",
            { set: { "AnalysisTemplate shop-analysis": undefined } },
            [`${rollout} is judged by AnalysisTemplate shop-analysis, which must be declared beside it and is not`],
        ],
        [
            "a template of another namespace",
            { set: { "AnalysisTemplate shop-analysis": { "metadata.namespace": "other" } } },
            [`${rollout} is judged by AnalysisTemplate shop-analysis, which must be declared beside it and is not`],
        ],
        [
            "a template without metrics",
            { set: { "AnalysisTemplate shop-analysis": { "spec.metrics": [] } } },
            [`${rollout} is judged by AnalysisTemplate shop-analysis, which has no metrics and must have some`],
        ],
        [
            "an analysis that never begins",
            { set: { "Rollout shop": { [`${canary}.analysis.startingStep`]: 5 } } },
            [`${rollout} has 5 steps, and an analysis from step 5 on, which never comes`],
        ],
        [
            "a dry run of everything",
            { set: { "Rollout shop": { [`${canary}.analysis.dryRun`]: [{ metricName: ".*" }] } } },
            [`${rollout} has an analysis of which every metric is a dry run, must be judged by some`],
        ],
    ],
    fine: [
        [
            "an analysis as a step",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.analysis`]: undefined,
                        [`${canary}.steps.1`]: { analysis: { templates: [{ templateName: "shop-analysis" }] } },
                    },
                },
            },
        ],
        [
            "a template of the whole cluster",
            {
                set: { "Rollout shop": { [`${canary}.analysis.templates.0.clusterScope`]: true } },
                add: [
                    {
                        apiVersion: "argoproj.io/v1alpha1",
                        kind: "ClusterAnalysisTemplate",
                        metadata: { name: "shop-analysis" },
                        spec: { metrics: [{ name: "success-rate" }] },
                    },
                ],
            },
        ],
    ],
});
