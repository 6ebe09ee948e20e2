import type { Body } from "../baseline";
import { type Broken, describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const rollout = "Rollout demo/shop:";
const spec = "AnalysisTemplate shop-analysis";
const dry = [`${rollout} has an analysis with dry runs only, must have a metric that counts`];
const template = (name: string, body: Body): Body => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisTemplate",
    metadata: { name, namespace: "demo" },
    spec: body,
});

const blueGreen = (fields: Body) => ({
    set: { "Rollout shop": { "spec.strategy": { blueGreen: { activeService: "shop-stable", ...fields } } } },
});
const ofTemplate = { templates: [{ templateName: "shop-analysis" }] };

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
            "a blue-green Rollout without an analysis",
            { set: { "Rollout shop": { "spec.strategy": { blueGreen: { activeService: "shop-stable" } } } } },
            [`${rollout} has no analysis, must have one`],
        ],
        [
            "a blue-green Rollout with an undeclared template",
            blueGreen({ prePromotionAnalysis: { templates: [{ templateName: "forgotten" }] } }),
            [`${rollout} is evaluated by AnalysisTemplate forgotten, which must be declared too and is not`],
        ],
        [
            "an undeclared template",
            { set: { "AnalysisTemplate shop-analysis": undefined } },
            [`${rollout} is evaluated by AnalysisTemplate shop-analysis, which must be declared too and is not`],
        ],
        [
            "a template of another namespace",
            { set: { "AnalysisTemplate shop-analysis": { "metadata.namespace": "other" } } },
            [`${rollout} is evaluated by AnalysisTemplate shop-analysis, which must be declared too and is not`],
        ],
        [
            "a template without metrics",
            { set: { "AnalysisTemplate shop-analysis": { "spec.metrics": [] } } },
            [`${rollout} is evaluated by AnalysisTemplate shop-analysis, which has no metrics and must have some`],
        ],
        [
            "an analysis that never begins",
            { set: { "Rollout shop": { [`${canary}.analysis.startingStep`]: 5 } } },
            [`${rollout} has 5 steps, and an analysis from step 5 on, which never comes`],
        ],
        [
            "a template that names an undeclared one",
            { set: { [spec]: { "spec.metrics": [], "spec.templates": [{ templateName: "nowhere" }] } } },
            [`${rollout} is evaluated by AnalysisTemplate nowhere, which must be declared too and is not`],
        ],
        [
            "templates that name each other and no metric",
            {
                set: { [spec]: { "spec.metrics": [], "spec.templates": [{ templateName: "more" }] } },
                add: [template("more", { templates: [{ templateName: "shop-analysis" }] })],
            },
            [`${rollout} is evaluated by AnalysisTemplate shop-analysis, which has no metrics and must have some`],
        ],
        ...[".*", ".+", "success-rate", "^success", "(?i)SUCCESS"].map((metricName): Broken => [
            `a dry run of ${metricName}`,
            { set: { "Rollout shop": { [`${canary}.analysis.dryRun`]: [{ metricName }] } } },
            dry,
        ]),
        ["a template's own dry run of everything", { set: { [spec]: { "spec.dryRun": [{ metricName: ".*" }] } } }, dry],
        [
            "dry runs of the analysis and of a template that make everything one together",
            {
                set: {
                    "Rollout shop": { [`${canary}.analysis.dryRun`]: [{ metricName: "success" }] },
                    [spec]: { "spec.templates": [{ templateName: "more" }] },
                },
                add: [template("more", { metrics: [{ name: "errors" }], dryRun: [{ metricName: "errors" }] })],
            },
            dry,
        ],
        [
            "a dry run of a step's analysis",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.analysis`]: undefined,
                        [`${canary}.steps.1`]: {
                            analysis: {
                                templates: [{ templateName: "shop-analysis" }],
                                dryRun: [{ metricName: "success-rate" }],
                            },
                        },
                    },
                },
            },
            dry,
        ],
    ],
    fine: [
        ["a blue-green Rollout with an analysis before its promotion", blueGreen({ prePromotionAnalysis: ofTemplate })],
        ["a blue-green Rollout with an analysis after its promotion", blueGreen({ postPromotionAnalysis: ofTemplate })],
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
            "a template whose metrics are those of another",
            {
                set: { [spec]: { "spec.metrics": [], "spec.templates": [{ templateName: "more" }] } },
                add: [template("more", { metrics: [{ name: "errors" }] })],
            },
        ],
        [
            "a dry run of one metric next to another",
            {
                set: {
                    "Rollout shop": { [`${canary}.analysis.dryRun`]: [{ metricName: "success" }] },
                    [spec]: { "spec.metrics.1": { name: "errors" } },
                },
            },
        ],
        [
            "a dry run of a step next to the analysis",
            {
                set: {
                    "Rollout shop": {
                        [`${canary}.steps.1`]: {
                            analysis: {
                                templates: [{ templateName: "shop-analysis" }],
                                dryRun: [{ metricName: ".*" }],
                            },
                        },
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
