import type { IngressObject, RolloutObject } from "./shapes";

/** The Services that the rollout points at its versions. */
export function serviceNames(rollout: RolloutObject): { role: "stable" | "canary"; name: string }[] {
    const { stableService, canaryService } = rollout.spec?.strategy?.canary ?? {};
    return [
        ...(stableService === undefined ? [] : [{ role: "stable" as const, name: stableService }]),
        ...(canaryService === undefined ? [] : [{ role: "canary" as const, name: canaryService }]),
    ];
}

/** The names under which the controller keeps the canary copies of the stable Ingresses (Argo's GetCanaryIngressName). */
export function canaryIngressNames(rollout: RolloutObject): string[] {
    const nginx = rollout.spec?.strategy?.canary?.trafficRouting?.nginx;
    const stable = nginx?.stableIngresses ?? (nginx?.stableIngress === undefined ? [] : [nginx.stableIngress]);
    const suffix = "-canary";
    return stable.map((name) => `${`${rollout.metadata.name}-${name}`.slice(0, 253 - suffix.length)}${suffix}`);
}

/** The canary's weight as nginx obeys it: the annotation of the canary Ingress; none yet means that all goes to stable. */
export function ingressWeight(rollout: RolloutObject, ingresses: readonly IngressObject[]): number | undefined {
    const routing = rollout.spec?.strategy?.canary?.trafficRouting;
    const [name] = canaryIngressNames(rollout);
    if (routing?.nginx === undefined || name === undefined) {
        return undefined;
    }
    const prefix = routing.nginx.annotationPrefix ?? "nginx.ingress.kubernetes.io";
    const annotations = ingresses.find((ingress) => ingress.metadata.name === name)?.metadata.annotations ?? {};
    if (annotations[`${prefix}/canary`] !== "true") {
        return 0;
    }
    const total = Number(annotations[`${prefix}/canary-weight-total`] ?? 100);
    return percent(Number(annotations[`${prefix}/canary-weight`] ?? 0), total);
}

/** A weight in percent, of a total that may be more than 100. */
export function percent(weight: number | undefined, total: number): number | undefined {
    return weight === undefined ? undefined : Math.round((weight * 10_000) / total) / 100;
}
