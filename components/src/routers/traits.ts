import { albTraits } from "./alb/router";
import { gatewayApiTraits } from "./gatewayApi/router";
import { istioTraits } from "./istio/router";
import type { RouterTraits } from "./model/router";
import { nginxTraits } from "./nginx/router";
import { pluginTraits } from "./plugin/router";
import { traefikTraits } from "./traefik/router";

/** The name of a router that apps may have. */
export type RouterName = "nginx" | "traefik" | "gatewayApi" | "istio" | "alb" | "plugin";

/** The traits of each router that apps may have. */
export const routerTraits = {
    nginx: nginxTraits,
    traefik: traefikTraits,
    gatewayApi: gatewayApiTraits,
    istio: istioTraits,
    alb: albTraits,
    plugin: pluginTraits,
} satisfies Readonly<Record<RouterName, RouterTraits>>;
