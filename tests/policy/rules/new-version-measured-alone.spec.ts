import type { Gate } from "../../../policies/src/model/objects";
import { unknownValue } from "../../../policies/src/model/value";
import { describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const query = "spec.metrics.0.provider.prometheus.query";
const own = { mixtureAccepted: false };
const found =
    "Rollout demo/shop: has neither a metric nor a gate that measures the new version alone, must have one, or be configured with mixtureAccepted";
const gate = (judge: unknown, rolloutName = "shop"): Gate => ({ body: { rolloutName, namespace: "demo", judge } });
/** The query, with arguments of the Rollout. */
const queried = (text: unknown, args: unknown = []) => ({
    set: {
        "AnalysisTemplate shop-analysis": { [query]: text },
        "Rollout shop": { [`${canary}.analysis.args`]: args },
    },
});
const latest = { name: "hash", valueFrom: { podTemplateHashValue: "Latest" } };

describeRule("new-version-measured-alone", {
    broken: [
        ["a query of all requests", {}, [found], own],
        ["a hash that no query uses", queried("success", [latest]), [found], own],
        [
            "the hash of the old version",
            queried('success{hash="{{args.hash}}"}', [{ name: "hash", valueFrom: { podTemplateHashValue: "Stable" } }]),
            [found],
            own,
        ],
        ["the name of another Service", queried('success{service="shop-canary-2"}'), [found], own],
        ["a gate that does not evaluate answers", { gates: [gate(undefined)] }, [found], own],
        ["the gate of another Rollout", { gates: [gate({}, "other")] }, [found], own],
        [
            "a dry run",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        [query]: 'success{service="shop-canary"}',
                        "spec.dryRun": [{ metricName: "success-rate" }],
                    },
                },
            },
            [found],
            own,
        ],
    ],
    fine: [
        ["a mixture, which is accepted by default", {}],
        ["the new version's hash", queried('success{hash="{{args.hash}}"}', [latest]), own],
        ["the new version's Service", queried('success{service=~"shop-canary.*"}'), own],
        [
            "the new version's Service as an argument",
            queried('success{s="{{ args.s }}"}', [{ name: "s", value: "shop-canary" }]),
            own,
        ],
        [
            "a label of the new version's pods",
            {
                set: {
                    "AnalysisTemplate shop-analysis": { [query]: 'success{role="next"}' },
                    "Rollout shop": { [`${canary}.canaryMetadata`]: { labels: { role: "next" } } },
                },
            },
            own,
        ],
        ["a gate that evaluates answers", { gates: [gate({ alpha: 0.001 })] }, own],
        ["a query that is not known yet", queried(unknownValue), own],
    ],
});
