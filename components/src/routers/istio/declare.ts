import * as k8s from "@pulumi/kubernetes";
import { withoutPatchForce } from "../../kubernetes/patchForce";
import { type DeclaredRoutes, initialWeights, type RouteDeclaration } from "../model/declaration";
import { pathsOf } from "../model/rule";
import type { IstioRouterArgs } from "./args";
import { istioTraits } from "./router";

/** Name of the rule that the controller weights. */
const routeName = "primary";

/** The VirtualServices in a Rollout. */
interface IstioTrafficRouting {
    readonly istio: {
        readonly virtualServices: readonly { readonly name: string; readonly routes: readonly string[] }[];
    };
}

/** Declares a VirtualService for each host. */
export function declareIstio(
    { routes, gateways = ["mesh"] }: IstioRouterArgs,
    app: RouteDeclaration,
): DeclaredRoutes<IstioTrafficRouting> {
    const names = routes.map((_, index) => (index === 0 ? app.name : `${app.name}-${index}`));
    const route = [
        { destination: { host: app.stableService }, weight: initialWeights.stable },
        { destination: { host: app.canaryService }, weight: initialWeights.canary },
    ];
    const objects = routes.map((rule, index) => {
        const name = names[index] ?? app.name;
        const match = pathsOf(rule).map((prefix) => ({ uri: { prefix } }));
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "networking.istio.io/v1beta1",
                kind: "VirtualService",
                metadata: app.metadata(name, { annotations: withoutPatchForce }),
                spec: { hosts: [rule.host], gateways, http: [{ name: routeName, match, route }] },
            },
            app.child({ ignoreChanges: [...istioTraits.ignoreChanges] }),
        );
    });
    return {
        objects,
        trafficRouting: { istio: { virtualServices: names.map((name) => ({ name, routes: [routeName] })) } },
    };
}
