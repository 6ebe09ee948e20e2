import { gatewayApiPlugin, pluginRoutesOf } from "../gatewayApi/plugin";
import type { RouteMisrouting } from "../model/misrouting";
import { type RoutedRollout, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing } from "../model/router";

/** The traits of a router whose objects the gate does not read. */
export const pluginTraits: RouterTraits = {
    controllerRules: [],
    ignoreChanges: [],
    takesMaxTrafficWeight: false,
    rejectedSteps: {},
    propagationMs: 10_000,
};

/** Fields of `trafficRouting` that are no router the gate does not read. */
const known = ["nginx", "traefik", "istio", "alb", "plugins", "managedRoutes", "maxTrafficWeight"];

/**
 * Returns the routers of a rollout whose objects the gate does not read: what they were asked for is in the Rollout's
 * status, and only the requests show what they do.
 */
export function otherRouters(rollout: RoutedRollout): Router[] {
    const routing = trafficRoutingOf(rollout);
    const plugins = Object.keys(routing["plugins"] ?? {}).filter((name) => name !== gatewayApiPlugin);
    const { names = [], others = false } = pluginRoutesOf(rollout) ?? {};
    const unread = pluginRoutesOf(rollout) !== undefined && (others || names.length === 0) ? [gatewayApiPlugin] : [];
    return [
        ...Object.keys(routing).filter((name) => !known.includes(name) && routing[name] !== undefined),
        ...[...unread, ...plugins].map((name) => `plugin ${name}`),
    ].map((name) => ({ name, watched: () => [], read }));
}

function read({ status = {} }: RoutedRollout): Routing {
    const { canary, stable } = status.canary?.weights ?? {};
    // With a weight of 0 the controller may name either version.
    const asked = (canary?.weight ?? 0) > 0;
    const versions = [
        ...(asked
            ? [{ role: "canary" as const, actual: canary?.podTemplateHash, expected: status.currentPodHash }]
            : []),
        { role: "stable" as const, actual: stable?.podTemplateHash, expected: status.stableRS },
    ];
    return {
        source: "status",
        weights: [],
        misroutings: versions.flatMap(({ role, actual, expected }): RouteMisrouting[] =>
            actual === undefined || expected === undefined || actual === expected
                ? []
                : [{ kind: "statusVersion", role, actual, expected }],
        ),
        split: "random",
        propagationMs: pluginTraits.propagationMs,
    };
}
