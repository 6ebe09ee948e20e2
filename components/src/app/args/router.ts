import type { AlbRouterArgs } from "../../routers/alb/args";
import { albTraits } from "../../routers/alb/router";
import type { GatewayApiRouterArgs } from "../../routers/gatewayApi/args";
import { gatewayApiTraits } from "../../routers/gatewayApi/router";
import type { IstioRouterArgs } from "../../routers/istio/args";
import { istioTraits } from "../../routers/istio/router";
import type { RouterTraits } from "../../routers/model/router";
import type { NginxRouterArgs } from "../../routers/nginx/args";
import { nginxTraits } from "../../routers/nginx/router";
import type { PluginRouterArgs } from "../../routers/plugin/args";
import { pluginTraits } from "../../routers/plugin/router";
import type { TraefikRouterArgs } from "../../routers/traefik/args";
import { traefikTraits } from "../../routers/traefik/router";

/** The router that splits the requests between the versions. */
export type CanaryRouter =
    NginxRouterArgs | TraefikRouterArgs | GatewayApiRouterArgs | IstioRouterArgs | AlbRouterArgs | PluginRouterArgs;

/** The traits of each router. */
export const routerTraits: Readonly<Record<CanaryRouter["kind"], RouterTraits>> = {
    nginx: nginxTraits,
    traefik: traefikTraits,
    gatewayApi: gatewayApiTraits,
    istio: istioTraits,
    alb: albTraits,
    plugin: pluginTraits,
};

/** The router of an app that names none. */
export const defaultRouter: CanaryRouter = { kind: "nginx" };

/** True for a router that splits the requests of the app's Ingresses. */
export function readsIngresses({ kind }: CanaryRouter): boolean {
    return kind === "nginx" || kind === "alb";
}
