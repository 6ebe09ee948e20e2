import { type RoutedRollout, trafficRoutingOf } from "../model/rollout";

/** Name of Argo's plugin for the Gateway API. */
export const gatewayApiPlugin = "argoproj-labs/gatewayAPI";

/** The part of the plugin's configuration that names HTTPRoutes. */
interface PluginConfiguration {
    readonly namespace?: string;
    readonly httpRoute?: string;
    readonly httpRoutes?: readonly { readonly name?: string }[];
    readonly [field: string]: unknown;
}

/** The HTTPRoutes of a rollout. */
export interface PluginRoutes {
    readonly namespace: string | undefined;
    readonly names: readonly string[];
    /** It also names routes that the gate does not read: those of other protocols, or by labels. */
    readonly others: boolean;
}

/** Returns the routes that the plugin writes; undefined without the plugin. */
export function pluginRoutesOf(rollout: RoutedRollout): PluginRoutes | undefined {
    const plugins = (trafficRoutingOf(rollout)["plugins"] ?? {}) as Readonly<Record<string, PluginConfiguration>>;
    const configuration = plugins[gatewayApiPlugin];
    if (configuration === undefined) {
        return undefined;
    }
    const { namespace, httpRoute, httpRoutes = [] } = configuration;
    const names = [httpRoute, ...httpRoutes.map(({ name }) => name)].filter(
        (name) => name !== undefined && name !== "",
    );
    const others = Object.keys(configuration).some(
        (field) => /(Routes?|Selector)$/.test(field) && field !== "httpRoute" && field !== "httpRoutes",
    );
    return { namespace, names: [...new Set(names)] as string[], others };
}
