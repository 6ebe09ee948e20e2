import type * as k8s from "@pulumi/kubernetes";
import { declareGatewayApi, gatewayApiRouting } from "../routers/gatewayApi/declare";
import { declareIstio, istioRouting } from "../routers/istio/declare";
import { type RouteDeclaration, servicePort } from "../routers/model/declaration";
import { declareTraefik, traefikRouting } from "../routers/traefik/declare";
import type { CanaryAppArgs } from "./args/app";
import type { AppNames } from "./args/names";
import { defaultRouter } from "./args/router";
import { ingresses } from "./ingresses";
import type { Declaration } from "./services";
import { nginxRouting } from "./strategy";

/** The objects by which requests come to an app. */
export interface AppRoutes {
    readonly ingresses: readonly k8s.networking.v1.Ingress[];
    readonly objects: readonly k8s.apiextensions.CustomResource[];
}

/** Returns the part of an app's Rollout that names its router's objects. */
export function trafficRouting(args: CanaryAppArgs, names: AppNames): object {
    const { router = defaultRouter } = args;
    switch (router.kind) {
        case "nginx":
            return { nginx: nginxRouting(names, args) };
        case "alb": {
            const { stickinessSeconds: durationSeconds } = router;
            return {
                alb: {
                    ingresses: names.ingresses,
                    servicePort,
                    ...(durationSeconds !== undefined && { stickinessConfig: { enabled: true, durationSeconds } }),
                },
            };
        }
        case "traefik":
            return traefikRouting(args.name);
        case "gatewayApi":
            return gatewayApiRouting(router, args.name, args.namespace);
        case "istio":
            return istioRouting(router, args.name);
        case "plugin":
            return { plugins: { [router.name]: router.config } };
    }
}

/** Creates the objects of an app's router. */
export function declareRoutes(args: CanaryAppArgs, names: AppNames, app: Declaration): AppRoutes {
    const { router = defaultRouter, ingresses: declared = [] } = args;
    const { stableService, canaryService } = names;
    const declaration: RouteDeclaration = { ...app, name: args.name, stableService, canaryService };
    switch (router.kind) {
        case "nginx":
            return { ingresses: ingresses(names, declared, app), objects: [] };
        case "alb":
            return { ingresses: ingresses(names, declared, app, { name: "use-annotation" }), objects: [] };
        case "traefik":
            return { ingresses: [], objects: declareTraefik(router, declaration) };
        case "gatewayApi":
            return { ingresses: [], objects: declareGatewayApi(router, declaration) };
        case "istio":
            return { ingresses: [], objects: declareIstio(router, declaration) };
        case "plugin":
            return { ingresses: [], objects: [] };
    }
}
