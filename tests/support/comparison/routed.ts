import { routedBy, templateOf } from "./manifests";
import type { Json, Situation } from "./situation";
import { successRate } from "./templates";

/** A canary behind a router, with an analysis of its requests in the background. */
function measured(name: string, steps: readonly Json[], more: Json = {}): Json {
    const analysis = { templates: [{ templateName: templateOf(name, "success-rate") }] };
    return { strategy: { canary: { ...routedBy("nginx", name), analysis, steps, ...more } } };
}

const withRate = (name: string) => () => ({ "success-rate": successRate(name) });
const headerRoute = { name: "header", match: [{ headerName: "Custom-Header", headerValue: { exact: "canary" } }] };

/** Situations with traffic routing; all but the header routes have requests. */
export const routed: readonly Situation[] = [
    {
        name: "routed",
        title: "a background analysis of the requests, and a good version",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "ingress-nginx, and the requests of both versions in the query",
        routing: "nginx",
        rollout: measured("routed", [{ setWeight: 25 }, { pause: { duration: "25s" } }]),
        templates: withRate("routed"),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "diluted",
        title: "a fifth of the answers at weight 15 are 5xx: 3 % of all",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "ingress-nginx, and the requests of both versions in the query",
        routing: "nginx",
        rollout: measured("diluted", [{ setWeight: 15 }, { pause: { duration: "30s" } }]),
        templates: withRate("diluted"),
        change: { env: { FAULT_ERROR_RATE: "0.2" } },
        expected: {
            gate: { exitCode: 1, verdict: "Aborted" },
            status: { exitCode: 1, last: "Degraded - RolloutAborted" },
            truth: "bad",
            answers: "old",
        },
    },
    {
        name: "diluted-alone",
        title: "the same without the gate",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "ingress-nginx, and the requests of both versions in the query",
        routing: "nginx",
        rollout: measured("diluted-alone", [{ setWeight: 15 }, { pause: { duration: "30s" } }]),
        templates: withRate("diluted-alone"),
        change: { env: { FAULT_ERROR_RATE: "0.2" } },
        run: "status",
        expected: {
            status: { exitCode: 0, last: "Healthy" },
            truth: "bad",
            answers: "new",
        },
    },
    {
        name: "canary-scale",
        title: "setCanaryScale: pods that do not match the weight",
        source: "test/e2e/canary_test.go, TestCanarySetCanaryScale",
        adapted: "ingress-nginx",
        routing: "nginx",
        rollout: measured("canary-scale", [
            { setCanaryScale: { replicas: 2 } },
            { pause: { duration: "20s" } },
            { setWeight: 25 },
            { pause: { duration: "25s" } },
            { setCanaryScale: { matchTrafficWeight: true } },
            { pause: {} },
        ]),
        templates: withRate("canary-scale"),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "stable-scale",
        title: "dynamicStableScale",
        source: "test/e2e/functional/canary-dynamic-stable-scale.yaml",
        adapted: "ingress-nginx instead of ALB",
        routing: "nginx",
        rollout: measured(
            "stable-scale",
            [{ setWeight: 25 }, { pause: { duration: "25s" } }, { setWeight: 75 }, { pause: {} }],
            { dynamicStableScale: true },
        ),
        templates: withRate("stable-scale"),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "header-route",
        title: "setHeaderRoute",
        source: "test/e2e/header-routing/alb-header-route.yaml",
        adapted: "no ALB is there: the controller writes the annotations",
        routing: "alb",
        rollout: {
            strategy: {
                canary: {
                    ...routedBy("alb", "header-route"),
                    trafficRouting: {
                        managedRoutes: [{ name: headerRoute.name }],
                        alb: { ingress: "header-route-alb", rootService: "header-route-root", servicePort: 80 },
                    },
                    steps: [
                        { setWeight: 20 },
                        { pause: {} },
                        { setHeaderRoute: headerRoute },
                        { pause: {} },
                        { setHeaderRoute: { name: headerRoute.name } },
                        { pause: {} },
                    ],
                },
            },
        },
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: "not measured" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "header-nginx",
        title: "setHeaderRoute with a router that has none",
        source: "test/e2e/header-routing/alb-header-route.yaml",
        adapted: "ingress-nginx instead of ALB",
        routing: "nginx",
        rollout: { strategy: { canary: { ...routedBy("nginx", "header-nginx"), steps: [{ setWeight: 20 }] } } },
        change: { canary: { steps: [{ setWeight: 20 }, { setHeaderRoute: headerRoute }] } },
        expected: {
            gate: { exitCode: 1, verdict: "InvalidSpec" },
            status: { exitCode: 1, last: "Degraded - InvalidSpec" },
            truth: "not rolled out",
            answers: "old",
        },
    },
];
