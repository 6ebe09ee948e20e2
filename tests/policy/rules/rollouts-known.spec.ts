import { describeRule } from "../ruleSpec";

const rollout = "Rollout demo/shop:";
const strategy = (value: unknown) => ({ set: { "Rollout shop": { "spec.strategy": value } } });
const routing = (value: unknown) => strategy({ canary: { trafficRouting: value } });

describeRule("rollouts-known", {
    broken: [
        ["a blue-green strategy", strategy({ blueGreen: {} }), [`${rollout} not judged: blueGreen`]],
        ["no strategy", strategy({}), [`${rollout} not judged: a Rollout without a strategy`]],
        ["a router that no rule reads", routing({ appMesh: {} }), [`${rollout} not judged: appMesh`]],
        [
            "plugins that no rule reads",
            routing({ plugins: { "example/router": {}, "argoproj-labs/gatewayAPI": {} } }),
            [`${rollout} not judged: plugin example/router`],
        ],
    ],
    fine: [
        ["several routers that are known", routing({ nginx: {}, istio: {}, alb: {}, maxTrafficWeight: 1000 })],
        ["a canary without a router", routing(undefined)],
    ],
});
