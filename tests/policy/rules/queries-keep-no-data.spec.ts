import { type Broken, describeRule } from "../ruleSpec";

const good = (condition: string, query: string) => ({
    set: {
        "AnalysisTemplate shop-analysis": {
            "spec.metrics.0.successCondition": condition,
            "spec.metrics.0.provider.prometheus.query": query,
        },
    },
});
const low = "len(result) > 0 && !isNaN(result[0]) && result[0] <= 0.05";
const high = "len(result) > 0 && !isNaN(result[0]) && result[0] >= 0.95";
const errors = 'sum(rate(requests{code=~"5.."}[2m]))';
const all = 'sum(rate(requests{job="{{args.service-name}}"}[2m]))';

describeRule("queries-keep-no-data", {
    broken: [
        ...(
            [
                [high, `(${errors} / ${all}) or on() vector(1)`, 1],
                [low, `(${errors} / ${all}) or vector(0)`, 0],
                [low, `sum(rate(a[2m]) or vector(0)) / clamp_min(sum(rate(b[2m]) or vector(0)), 1)`, 0],
                ["result[0] == 1", 'absent(requests{code=~"5.."})', 1],
                ["result[0] == 1", "absent_over_time(requests[5m])", 1],
                [low, `vector(0) unless ${errors}`, 0],
                [low, `1 - absent(${errors})`, 0],
                [low, `count(absent(${errors})) > bool 1`, 0],
                [low, `max_over_time((${errors} or vector(0))[5m:1m])`, 0],
                [low, `label_replace(${errors} or vector(0), "a", "b", "", "")`, 0],
                ["result <= 5", `scalar(${errors} or vector(3))`, 3],
            ] as const
        ).map(([condition, query, value]): Broken => [
            `no data that is ${value}: ${query}`,
            good(condition, query),
            [
                `Rollout demo/shop: is evaluated by metric success-rate, whose query is ${value} without data, which counts as good, must be empty or bad: ${query.replace("{{args.service-name}}", "shop")}`,
            ],
        ]),
    ],
    fine: [
        ["a default that is bad", good(high, `(${errors} / ${all}) or vector(0)`)],
        ["errors that default to none, of requests that do not", good(low, `(${errors} or vector(0)) / ${all}`)],
        ["NaN, which is another rule's", good(low, `scalar(${errors})`)],
        ["a filter", good(low, `${errors} > 0`)],
        ["a clamped ratio", good(low, `${errors} / clamp_min(${all}, 1)`)],
        ["a quantile", good("result[0] < 5", "histogram_quantile(0.99, sum by (le) (rate(seconds_bucket[2m])))")],
        ["a query that this rule does not know", good(low, `${errors} or time()`)],
        [
            "a dry run",
            {
                set: {
                    ...good(low, "vector(0)").set,
                    "Rollout shop": { "spec.strategy.canary.analysis.dryRun": [{ metricName: "success" }] },
                },
            },
        ],
    ],
});
