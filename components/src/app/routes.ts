import type * as k8s from "@pulumi/kubernetes";
import { declareGatewayApi } from "../routers/gatewayApi/declare";
import { declareIstio } from "../routers/istio/declare";
import type { RouteDeclaration } from "../routers/model/declaration";
import { declareTraefik } from "../routers/traefik/declare";
import type { CanaryAppArgs } from "./args/app";
import type { AppNames } from "./args/names";
import { defaultRouter } from "./args/router";
import { ingresses } from "./ingresses";
import type { Declaration } from "./services";
import { nginxRouting } from "./strategy";

/** The objects by which requests come to an app, and the part of the Rollout that names them. */
export interface AppRoutes {
    readonly ingresses: readonly k8s.networking.v1.Ingress[];
    readonly objects: readonly k8s.apiextensions.CustomResource[];
    readonly trafficRouting: object;
}

/** Creates the objects of an app's router. */
export function declareRoutes(args: CanaryAppArgs, names: AppNames, app: Declaration): AppRoutes {
    const { router = defaultRouter, ingresses: declared = [] } = args;
    const { stableService, canaryService } = names;
    const declaration: RouteDeclaration = { ...app, name: args.name, stableService, canaryService };
    switch (router.kind) {
        case "nginx":
            return {
                ingresses: ingresses(names, declared, app),
                objects: [],
                trafficRouting: { nginx: nginxRouting(names, args) },
            };
        case "alb": {
            const { stickinessSeconds: durationSeconds } = router;
            const alb = {
                ingresses: names.ingresses,
                servicePort: 80,
                ...(durationSeconds !== undefined && { stickinessConfig: { enabled: true, durationSeconds } }),
            };
            return {
                ingresses: ingresses(names, declared, app, { name: "use-annotation" }),
                objects: [],
                trafficRouting: { alb },
            };
        }
        case "traefik":
            return { ingresses: [], ...declareTraefik(router, declaration) };
        case "gatewayApi":
            return { ingresses: [], ...declareGatewayApi(router, declaration) };
        case "istio":
            return { ingresses: [], ...declareIstio(router, declaration) };
        case "plugin":
            return { ingresses: [], objects: [], trafficRouting: { plugins: { [router.name]: router.config } } };
    }
}
