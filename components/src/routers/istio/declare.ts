import * as k8s from "@pulumi/kubernetes";
import { withoutPatchForce } from "../../kubernetes/patchForce";
import { initialWeights, type RouteDeclaration } from "../model/declaration";
import { objectNames, pathsOf } from "../model/rule";
import type { IstioRouterArgs } from "./args";
import { istioTraits } from "./router";

/** Name of the rule that the controller weights. */
const routeName = "primary";

/** Declares a VirtualService for each host. */
export function declareIstio({ routes, gateways = ["mesh"] }: IstioRouterArgs, app: RouteDeclaration) {
    const names = objectNames(app.name, routes);
    const route = [
        { destination: { host: app.stableService }, weight: initialWeights.stable },
        { destination: { host: app.canaryService }, weight: initialWeights.canary },
    ];
    return routes.map((rule, index) => {
        const name = names[index] ?? app.name;
        const match = pathsOf(rule).map((prefix) => ({ uri: { prefix } }));
        return new k8s.apiextensions.CustomResource(
            app.resourceName(name),
            {
                apiVersion: "networking.istio.io/v1beta1",
                kind: "VirtualService",
                metadata: app.metadata(name, { annotations: withoutPatchForce }),
                spec: { hosts: [rule.host], gateways, http: [{ name: routeName, match, route }] },
            },
            app.child({ ignoreChanges: [...istioTraits.ignoreChanges] }),
        );
    });
}

/** Returns the part of an app's Rollout that names its VirtualServices. */
export function istioRouting({ routes }: IstioRouterArgs, app: string) {
    const virtualServices = objectNames(app, routes).map((name) => ({ name, routes: [routeName] }));
    return { istio: { virtualServices } };
}
