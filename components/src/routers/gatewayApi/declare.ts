import * as k8s from "@pulumi/kubernetes";
import { withoutPatchForce } from "../../kubernetes/patchForce";
import { type DeclaredRoutes, initialWeights, type RouteDeclaration, servicePort } from "../model/declaration";
import { pathsOf } from "../model/rule";
import type { GatewayApiRouterArgs, OwnGateway } from "./args";
import { gatewayApiPlugin } from "./plugin";
import { gatewayApiTraits } from "./router";

const apiVersion = "gateway.networking.k8s.io/v1";

/** The plugin's configuration in a Rollout. */
interface PluginRouting {
    readonly plugins: Readonly<Record<string, object>>;
}

/** Declares an HTTPRoute for each host, and the Gateway if the app has its own. */
export function declareGatewayApi(
    { routes, gateway }: GatewayApiRouterArgs,
    app: RouteDeclaration,
): DeclaredRoutes<PluginRouting> {
    const own = "className" in gateway ? declareGateway(gateway, app) : undefined;
    const parent = "className" in gateway ? { name: app.name } : gateway;
    const backendRefs = [
        { name: app.stableService, port: servicePort, weight: initialWeights.stable },
        { name: app.canaryService, port: servicePort, weight: initialWeights.canary },
    ];
    const names = routes.map((_, index) => (index === 0 ? app.name : `${app.name}-${index}`));
    const objects = routes.map((rule, index) => {
        const name = names[index] ?? app.name;
        const matches = pathsOf(rule).map((value) => ({ path: { type: "PathPrefix", value } }));
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion,
                kind: "HTTPRoute",
                metadata: app.metadata(name, { annotations: withoutPatchForce }),
                spec: { parentRefs: [parent], hostnames: [rule.host], rules: [{ matches, backendRefs }] },
            },
            app.child({
                ignoreChanges: [...gatewayApiTraits.ignoreChanges],
                ...(own && { dependsOn: [own] }),
            }),
        );
    });
    const configuration =
        names.length === 1 ? { httpRoute: app.name } : { httpRoutes: names.map((name) => ({ name })) };
    return {
        objects: own === undefined ? objects : [own, ...objects],
        trafficRouting: { plugins: { [gatewayApiPlugin]: configuration } },
    };
}

function declareGateway({ className, port = 80 }: OwnGateway, app: RouteDeclaration) {
    return new k8s.apiextensions.CustomResource(
        app.name,
        {
            apiVersion,
            kind: "Gateway",
            metadata: app.metadata(app.name),
            spec: { gatewayClassName: className, listeners: [{ name: "http", protocol: "HTTP", port }] },
        },
        app.child(),
    );
}
