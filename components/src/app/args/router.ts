import type { AlbRouterArgs } from "../../routers/alb/args";
import type { GatewayApiRouterArgs } from "../../routers/gatewayApi/args";
import type { IstioRouterArgs } from "../../routers/istio/args";
import type { NginxRouterArgs } from "../../routers/nginx/args";
import type { PluginRouterArgs } from "../../routers/plugin/args";
import type { TraefikRouterArgs } from "../../routers/traefik/args";

/** The router that splits the requests between the versions; a name of `RouterName` each. */
export type CanaryRouter =
    NginxRouterArgs | TraefikRouterArgs | GatewayApiRouterArgs | IstioRouterArgs | AlbRouterArgs | PluginRouterArgs;

/** The router of an app that names none. */
export const defaultRouter: CanaryRouter = { kind: "nginx" };

/** True for a router that splits the requests of the app's Ingresses. */
export function readsIngresses({ kind }: CanaryRouter): boolean {
    return kind === "nginx" || kind === "alb";
}
