import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { withoutPatchForce } from "../../kubernetes/patchForce";
import { initialWeights, type RouteDeclaration, servicePort } from "../model/declaration";
import { objectNames, pathsOf } from "../model/rule";
import type { GatewayApiRouterArgs, OwnGateway } from "./args";
import { gatewayApiPlugin } from "./plugin";
import { gatewayApiTraits } from "./router";

const apiVersion = "gateway.networking.k8s.io/v1";

/** Declares an HTTPRoute for each host, and the Gateway if the app has its own. */
export function declareGatewayApi({ routes, gateway }: GatewayApiRouterArgs, app: RouteDeclaration) {
    const own = "className" in gateway ? declareGateway(gateway, app) : undefined;
    const parent = "className" in gateway ? { name: app.name } : gateway;
    const backendRefs = [
        { name: app.stableService, port: servicePort, weight: initialWeights.stable },
        { name: app.canaryService, port: servicePort, weight: initialWeights.canary },
    ];
    const names = objectNames(app.name, routes);
    const objects = routes.map((rule, index) => {
        const name = names[index] ?? app.name;
        const matches = pathsOf(rule).map((value) => ({ path: { type: "PathPrefix", value } }));
        return new k8s.apiextensions.CustomResource(
            app.resourceName(name),
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
    return own === undefined ? objects : [own, ...objects];
}

/**
 * Returns the part of an app's Rollout that names its HTTPRoutes. Releases of the plugin before 0.11 look for a route without
 * a namespace in all of them, which the API server rejects; those before 0.13 keep header routes of `httpRoute` in a ConfigMap.
 */
export function gatewayApiRouting({ routes }: GatewayApiRouterArgs, app: string, namespace: pulumi.Input<string>) {
    const httpRoutes = objectNames(app, routes).map((name) => ({ name }));
    return { plugins: { [gatewayApiPlugin]: { namespace, httpRoutes } } };
}

function declareGateway({ className, port = 80 }: OwnGateway, app: RouteDeclaration) {
    return new k8s.apiextensions.CustomResource(
        app.resourceName(app.name),
        {
            apiVersion,
            kind: "Gateway",
            metadata: app.metadata(app.name),
            spec: { gatewayClassName: className, listeners: [{ name: "http", protocol: "HTTP", port }] },
        },
        app.child(),
    );
}
