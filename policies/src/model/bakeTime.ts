import { numberOf, secondsOf } from "./numbers";
import type { DeclaredStack, KubernetesObject } from "./objects";
import { resolve } from "./resolvedAnalyses";
import { maxWeightOf, secondsOrEndless, stepsOf, weightAt } from "./rollouts";
import { at, type Fields, listAt, stringAt } from "./value";

/**
 * Returns the least time of the steps with requests on both versions, in seconds; Infinity if one of them waits until
 * it is ended, or its time is unknown.
 */
export function bakeSecondsOf(stack: DeclaredStack, rollout: KubernetesObject, canary: Fields): number {
    const most = maxWeightOf(canary);
    return stepsOf(canary).reduce((total, step, index) => {
        const weight = weightAt(canary, index);
        const both = (weight > 0 && weight < most) || hasRoute(canary, index);
        return both ? total + secondsOfStep(stack, rollout, step) : total;
    }, 0);
}

function secondsOfStep(stack: DeclaredStack, rollout: KubernetesObject, step: Fields): number {
    const { pause, experiment, analysis, plugin } = step;
    if (pause !== undefined || experiment !== undefined) {
        return secondsOrEndless(at(pause ?? experiment, "duration"));
    }
    if (analysis === undefined) {
        return plugin === undefined ? 0 : Infinity;
    }
    const metrics = resolve(stack, rollout, { body: analysis, background: false }).metrics.map(({ body }) => {
        // A Job or a plugin takes a time that is not declared.
        if (at(body, "provider.job") !== undefined || at(body, "provider.plugin") !== undefined) {
            return Infinity;
        }
        const measurements = numberOf(body["count"]) ?? numberOf(body["consecutiveSuccessLimit"]) ?? 1;
        return (secondsOf(body["initialDelay"]) ?? 0) + (measurements - 1) * (secondsOf(body["interval"]) ?? 0);
    });
    return Math.max(0, ...metrics);
}

/** True when a header or mirror route sends requests to the canary at a step. */
function hasRoute(canary: Fields, step: number): boolean {
    const routes = new Set<string>();
    for (const { setHeaderRoute, setMirrorRoute } of stepsOf(canary).slice(0, step)) {
        const route = setHeaderRoute ?? setMirrorRoute;
        const name = stringAt(route, "name") ?? "";
        // A step without a match removes the route.
        if (listAt(route, "match").length > 0) {
            routes.add(name);
        } else {
            routes.delete(name);
        }
    }
    return routes.size > 0;
}
