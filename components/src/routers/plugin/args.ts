/**
 * Another plugin of Argo Rollouts, whose objects the user declares. The gate does not read them: it requires that the
 * share of the requests shows the weights.
 */
export interface PluginRouterArgs {
    readonly kind: "plugin";
    /** Name of the plugin, such as `argoproj-labs/contour`. */
    readonly name: string;
    /** The plugin's configuration in the Rollout. */
    readonly config: Readonly<Record<string, unknown>>;
}
