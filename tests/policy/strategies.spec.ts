import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { catalog } from "../../policies/src/catalog";
import { readConfiguration } from "../../policies/src/model/configuration";
import { evaluateAll } from "../../policies/src/model/evaluate";
import { type Body, type Change, changed } from "./baseline";
import { today } from "./ruleSpec";

const canary = "spec.strategy.canary";
const service = (name: string): Body => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "demo" },
    spec: { selector: { app: "shop" } },
});
const versionServices = { [`${canary}.stableService`]: undefined, [`${canary}.canaryService`]: undefined };

/** Good Rollouts of other strategies and routers, with the lines about what the rules leave alone. */
/** An analysis that ends, as the controller requires of one next to a promotion. */
const finite = {
    templates: [{ templateName: "shop-analysis" }],
    args: [{ name: "service-name", value: "shop" }],
};

const cases: readonly (readonly [name: string, change: Change, notJudged: readonly string[]])[] = [
    [
        "a ping-pong behind an ALB",
        {
            set: {
                "Rollout shop": {
                    ...versionServices,
                    [`${canary}.pingPong`]: { pingService: "shop-ping", pongService: "shop-pong" },
                    [`${canary}.trafficRouting`]: {
                        alb: { ingress: "shop", servicePort: 80, rootService: "shop-root" },
                    },
                },
                "Ingress shop": { "spec.rules.0.http.paths.0.backend.service.name": "shop-root" },
                "Service shop-stable": undefined,
                "Service shop-canary": undefined,
            },
            add: [service("shop-root"), service("shop-ping"), service("shop-pong")],
        },
        [],
    ],
    [
        "subsets of Istio",
        {
            set: {
                "Rollout shop": {
                    ...versionServices,
                    [`${canary}.trafficRouting`]: {
                        istio: {
                            virtualService: { name: "shop", routes: ["primary"] },
                            destinationRule: {
                                name: "shop",
                                stableSubsetName: "stable",
                                canarySubsetName: "canary",
                            },
                        },
                    },
                },
                "Ingress shop": undefined,
                "Service shop-stable": undefined,
                "Service shop-canary": undefined,
            },
            add: [
                service("shop"),
                {
                    apiVersion: "networking.istio.io/v1",
                    kind: "VirtualService",
                    metadata: { name: "shop", namespace: "demo" },
                    spec: {
                        hosts: ["shop.example.com"],
                        http: [
                            {
                                name: "primary",
                                route: [
                                    { destination: { host: "shop", subset: "stable" }, weight: 100 },
                                    { destination: { host: "shop", subset: "canary" }, weight: 0 },
                                ],
                            },
                        ],
                    },
                },
            ],
        },
        [],
    ],
    [
        "blue-green with analyses",
        {
            set: {
                "AnalysisTemplate shop-analysis": { "spec.metrics.0.count": 10 },
                "Rollout shop": {
                    "spec.strategy": {
                        blueGreen: {
                            activeService: "shop-stable",
                            previewService: "shop-canary",
                            prePromotionAnalysis: finite,
                            postPromotionAnalysis: finite,
                        },
                    },
                },
            },
        },
        [
            "Rollout demo/shop: is not judged by first-weight-small, weights-rise-to-100, minimum-bake-time, schedule-within-deadline: blueGreen",
        ],
    ],
    [
        "objects of which only the Rollout has a namespace",
        {
            set: Object.fromEntries(
                [
                    "AnalysisTemplate shop-analysis",
                    "Service shop-stable",
                    "Service shop-canary",
                    "Ingress shop",
                    "PodDisruptionBudget shop",
                ].map((name) => [name, { "metadata.namespace": undefined }]),
            ),
        },
        [],
    ],
];

describe("the policies over other strategies", () => {
    const given = JSON.parse(readFileSync("policies/config/ci.json", "utf8")) as Body;
    const configuration = readConfiguration(
        {
            ...given,
            "namespace-not-default": { enforcementLevel: "mandatory", missing: true },
            "no-retired-controllers": "disabled",
        },
        catalog,
    );
    for (const [name, change, notJudged] of cases) {
        it(`find nothing in ${name}, and report once what they leave alone`, () => {
            assert.ok("levelOf" in configuration, JSON.stringify(configuration));
            const found = evaluateAll(catalog, changed(change), configuration, today);
            assert.deepEqual(
                found.map(({ rule, message }) => message.replace(`; ${rule.fix}`, "")),
                notJudged,
            );
        });
    }
});
