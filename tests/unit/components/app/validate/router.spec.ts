import type { CanaryAppArgs, CanaryRouter } from "../../../../../components/src/app";
import { itIsRejected, type RejectedCase } from "../canaryAppArgs";

const rules = [{ host: "demo.local" }];
const routed = (router: unknown, more: Partial<CanaryAppArgs> = {}): Partial<CanaryAppArgs> => ({
    router: router as CanaryRouter,
    ingresses: [],
    ...more,
});
const kinds = "nginx, traefik, gatewayApi, istio, alb, plugin";
const traefik = { kind: "traefik", routes: rules };

describe("a router is rejected", () => {
    const cases: RejectedCase[] = [
        [
            "an unknown kind",
            routed({ kind: "smi" }, { ingresses: [{ ingressClass: "nginx", rules }] }),
            [`router must have a kind, one of ${kinds}, got {"kind":"smi"}`],
        ],
        [
            "a field of another router",
            routed({ ...traefik, gateways: ["mesh"] }),
            ["router.gateways is unknown, must be one of kind, routes, entryPoints, tlsSecret"],
        ],
        ["no routes", routed({ kind: "traefik" }), ["router.routes must be a list of {host, paths}, got nothing"]],
        ["an empty list of routes", routed({ kind: "istio", routes: [] }), ["router.routes must have at least one"]],
        [
            "a wrong host, path, entry point and Secret",
            routed({ kind: "traefik", routes: [{ host: "Demo", paths: ["api"] }], entryPoints: [], tlsSecret: "A" }),
            [
                'router.routes[0].host must be a DNS name, got "Demo"',
                'router.routes[0].paths must begin with one slash and hold no spaces, quotes or braces, got "api"',
                "router.entryPoints must be a list of names, at least one, got []",
                'router.tlsSecret must be the name of a Secret, got "A"',
            ],
        ],
        [
            "no Gateway",
            routed({ kind: "gatewayApi", routes: rules }),
            ["router.gateway must have either name or className, got nothing"],
        ],
        [
            "a Gateway of another stack, and its own",
            routed({ kind: "gatewayApi", routes: rules, gateway: { name: "edge", className: "traefik" } }),
            ['router.gateway must have either name or className, got {"name":"edge","className":"traefik"}'],
        ],
        [
            "a Gateway with wrong fields",
            routed({ kind: "gatewayApi", routes: rules, gateway: { className: "traefik", port: 0, namespace: "x" } }),
            [
                "router.gateway.namespace is unknown, must be one of className, port",
                "router.gateway.port must be a whole number from 1 to 65535, got 0",
            ],
        ],
        [
            "a stickiness that AWS rejects",
            {
                router: { kind: "alb", stickinessSeconds: 0 },
                scrapeInterval: "5s",
                steps: [{ setWeight: 10 }, { pause: { duration: "2m" } }, { setWeight: 100 }],
            },
            ["router.stickinessSeconds must be a whole number from 1 to 604800, got 0"],
        ],
        [
            "a plugin without name and configuration",
            routed({ kind: "plugin", name: "" }),
            [
                "router.name must be a string that is not empty, got nothing",
                "router.config must be an object, got nothing",
            ],
        ],
        [
            "Ingresses that the router does not read",
            routed(traefik, { ingresses: [{ ingressClass: "nginx", rules }] }),
            [
                'ingresses must be absent with router traefik, which does not read them, got [{"ingressClass":"nginx","rules":[{"host":"demo.local"}]}]',
            ],
        ],
        [
            "no Ingress with a router that reads them",
            routed({ kind: "alb" }, { steps: [{ setWeight: 10 }, { pause: { duration: "2m" } }, { setWeight: 100 }] }),
            [
                "ingresses must have at least one: without traffic routing every request goes to the stable Service, whatever the weight, while its pods get fewer",
            ],
        ],
        [
            "weights in another unit, and annotations of a canary Ingress",
            routed(traefik, {
                maxTrafficWeight: 1000,
                additionalIngressAnnotations: { "x-y": "1" },
                steps: [
                    { setWeight: 100 },
                    { pause: { duration: "60s" } },
                    { pause: { duration: "60s" } },
                    { setWeight: 1000 },
                ],
            }),
            [
                "maxTrafficWeight must be absent with router traefik, whose weights are percent, got 1000",
                'additionalIngressAnnotations must be absent with router traefik, which has no canary Ingress, got {"x-y":"1"}',
            ],
        ],
        [
            "steps that Traefik cannot do",
            routed(traefik, {
                steps: [{ setHeaderRoute: {} }, { setMirrorRoute: {} }] as unknown as CanaryAppArgs["steps"],
            }),
            [
                "steps[0] must be either setWeight, pause, setCanaryScale or analysis, got setHeaderRoute: the controller ignores it with Traefik",
                "steps[1] must be either setWeight, pause, setCanaryScale or analysis, got setMirrorRoute: the controller ignores it with Traefik",
                "steps must end at setWeight 100, got no setWeight at all",
            ],
        ],
        [
            "pauses that are too short for ALB to apply a weight",
            { router: { kind: "alb" } },
            [
                'steps[1].pause.duration must be at least 48s for the requests of each version to be counted with scrapeInterval 5s, got "30s"; an empty requestsMetric counts none',
            ],
        ],
    ];
    itIsRejected(cases);
});
