import { unknownValue } from "../../../policies/src/model/value";
import { describeRule } from "../ruleSpec";

const canary = "spec.strategy.canary";
const rollout = "Rollout demo/shop:";

/** The Rollout without its Services, behind another router. */
const routedBy = (trafficRouting: unknown) => ({
    set: {
        "Rollout shop": {
            [`${canary}.trafficRouting`]: trafficRouting,
            [`${canary}.stableService`]: undefined,
            [`${canary}.canaryService`]: undefined,
        },
    },
});
const pingPong = (services: object) => {
    const { set } = routedBy({ alb: { ingress: "shop", servicePort: 80, rootService: "shop-stable" } });
    return { set: { "Rollout shop": { ...set["Rollout shop"], [`${canary}.pingPong`]: services } } };
};

describeRule("services-distinct", {
    broken: [
        [
            "one Service for both",
            { set: { "Rollout shop": { [`${canary}.canaryService`]: "shop-stable" } } },
            [`${rollout} has shop-stable as stableService and as canaryService, must have two`],
        ],
        [
            "no stable Service",
            { set: { "Rollout shop": { [`${canary}.stableService`]: undefined } } },
            [`${rollout} has no stableService, must name one`],
        ],
        [
            "no canary Service",
            { set: { "Rollout shop": { [`${canary}.canaryService`]: undefined } } },
            [`${rollout} has no canaryService, must name one`],
        ],
        [
            "an undeclared Service",
            { set: { "Service shop-canary": undefined } },
            [`${rollout} has the canaryService shop-canary, which must be declared and is not`],
        ],
        [
            "a Service of another namespace",
            { set: { "Service shop-stable": { "metadata.namespace": "other" } } },
            [`${rollout} has the stableService shop-stable, which must be declared and is not`],
        ],
        [
            "one Service for ping and pong",
            pingPong({ pingService: "shop-stable", pongService: "shop-stable" }),
            [`${rollout} has shop-stable as pingPong.pingService and as pingPong.pongService, must have two`],
        ],
        [
            "undeclared Services of a ping-pong, and no pong",
            pingPong({ pingService: "shop-ping" }),
            [
                `${rollout} has no pingPong.pongService, must name one`,
                `${rollout} has the pingPong.pingService shop-ping, which must be declared and is not`,
            ],
        ],
        [
            "no Services of a VirtualService that splits by host",
            routedBy({ istio: { virtualService: { name: "shop" } } }),
            [`${rollout} has no stableService, must name one`, `${rollout} has no canaryService, must name one`],
        ],
        [
            "no Services of a Gateway API's route",
            routedBy({ plugins: { "argoproj-labs/gatewayAPI": { httpRoute: "shop" } } }),
            [`${rollout} has no stableService, must name one`, `${rollout} has no canaryService, must name one`],
        ],
    ],
    fine: [
        ["the Services of a ping-pong", pingPong({ pingService: "shop-stable", pongService: "shop-canary" })],
        [
            "subsets of Istio instead of Services",
            routedBy({ istio: { virtualService: { name: "shop" }, destinationRule: { name: "shop" } } }),
        ],
        ["weights by pods, behind any Service", routedBy(undefined)],
        ["a plugin that is not known", routedBy({ plugins: { "example/router": {} } })],
        [
            "Services without a namespace, which a tool sets",
            { set: { "Service shop-stable": { "metadata.namespace": undefined } } },
        ],
        [
            "a Rollout without a namespace, which a tool sets",
            { set: { "Rollout shop": { "metadata.namespace": undefined } } },
        ],
        [
            "a Service whose name is not known yet",
            { set: { "Service shop-stable": { "metadata.name": unknownValue }, "Service shop-canary": undefined } },
        ],
    ],
});
