import type { RouteObject } from "../model/objects";
import { type RoutedRollout, servicesOf, trafficRoutingOf } from "../model/rollout";

/** A receiver of requests in a VirtualService. */
export interface IstioReceiver {
    readonly destination?: { readonly host?: string; readonly subset?: string };
    readonly weight?: number;
}

/** A rule of a VirtualService, of any protocol. */
export interface IstioRoute {
    readonly name?: string;
    readonly match?: readonly { readonly port?: number; readonly sniHosts?: readonly string[] }[];
    readonly route?: readonly IstioReceiver[];
}

/** The fields of a VirtualService that the router reads. */
export interface VirtualService extends RouteObject {
    readonly spec?: {
        readonly http?: readonly IstioRoute[];
        readonly tls?: readonly IstioRoute[];
        readonly tcp?: readonly IstioRoute[];
    };
}

/** The fields of a DestinationRule that the router reads. */
export interface DestinationRule extends RouteObject {
    readonly spec?: {
        readonly subsets?: readonly { readonly name?: string; readonly labels?: Record<string, string> }[];
    };
}

/** A VirtualService in `trafficRouting.istio`; the name may be followed by its namespace. */
export interface VirtualServiceReference {
    readonly name: string;
    readonly namespace?: string;
    readonly routes: readonly string[];
    readonly tlsRoutes: readonly { readonly port?: number; readonly sniHosts?: readonly string[] }[];
    readonly tcpRoutes: readonly { readonly port?: number }[];
}

/** The subsets of `trafficRouting.istio.destinationRule`. */
export interface SubsetReference {
    readonly name: string;
    readonly canarySubsetName: string;
    readonly stableSubsetName: string;
}

/** The objects of `trafficRouting.istio`. */
export interface IstioRouting {
    readonly virtualServices: readonly VirtualServiceReference[];
    readonly destinationRule: SubsetReference | undefined;
}

type Given = Partial<VirtualServiceReference>;

/** Returns the objects that a rollout names for Istio; undefined if it names none. */
export function istioRoutingOf(rollout: RoutedRollout): IstioRouting | undefined {
    const istio = trafficRoutingOf(rollout)["istio"] as
        | {
              readonly virtualService?: Given;
              readonly virtualServices?: readonly Given[];
              readonly destinationRule?: SubsetReference;
          }
        | undefined;
    const given = [istio?.virtualService, ...(istio?.virtualServices ?? [])].filter((one) => one !== undefined);
    return istio === undefined
        ? undefined
        : { virtualServices: given.map(virtualService), destinationRule: istio.destinationRule };
}

function virtualService({ name: given = "", routes = [], tlsRoutes = [], tcpRoutes = [] }: Given) {
    const [name = "", namespace] = given.split(/\.(.*)/s);
    return { name, ...(namespace !== undefined && { namespace }), routes, tlsRoutes, tcpRoutes };
}

/** Returns the role of a receiver: by the subsets, if the rollout has some, otherwise by the Services' hosts. */
export function roleOfReceiver(
    { destination = {} }: IstioReceiver,
    { destinationRule }: IstioRouting,
    rollout: RoutedRollout,
): "stable" | "canary" | undefined {
    const { host = "", subset } = destination;
    if (destinationRule !== undefined) {
        const { canarySubsetName, stableSubsetName } = destinationRule;
        return subset === canarySubsetName ? "canary" : subset === stableSubsetName ? "stable" : undefined;
    }
    const services = servicesOf(rollout);
    const service = host.replace(/\..*$/, "");
    return service === services?.canary ? "canary" : service === services?.stable ? "stable" : undefined;
}
