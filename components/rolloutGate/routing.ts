import { fieldManager, type IngressObject, type Metadata, type RolloutObject } from "./shapes";

/** The Services that the rollout points at its versions. */
export function serviceNames(rollout: RolloutObject): { role: "stable" | "canary"; name: string }[] {
    const { stableService, canaryService } = rollout.spec?.strategy?.canary ?? {};
    return [
        ...(stableService === undefined ? [] : [{ role: "stable" as const, name: stableService }]),
        ...(canaryService === undefined ? [] : [{ role: "canary" as const, name: canaryService }]),
    ];
}

/** The user's own Ingresses, which the controller copies. */
function stableIngressNames(rollout: RolloutObject): string[] {
    const nginx = rollout.spec?.strategy?.canary?.trafficRouting?.nginx;
    return nginx?.stableIngresses ?? (nginx?.stableIngress === undefined ? [] : [nginx.stableIngress]);
}

/** The names under which the controller keeps the canary copies of the stable Ingresses (Argo's GetCanaryIngressName). */
export function canaryIngressNames(rollout: RolloutObject): string[] {
    const suffix = "-canary";
    return stableIngressNames(rollout).map(
        (name) => `${`${rollout.metadata.name}-${name}`.slice(0, 253 - suffix.length)}${suffix}`,
    );
}

/** The canary's weight as nginx obeys it: the annotation of the canary Ingress; none yet means that all goes to stable. */
export function ingressWeight(rollout: RolloutObject, ingresses: readonly IngressObject[]): number | undefined {
    const routing = rollout.spec?.strategy?.canary?.trafficRouting;
    const [name] = canaryIngressNames(rollout);
    if (routing?.nginx === undefined || name === undefined) {
        return undefined;
    }
    const ingress = ingresses.find((candidate) => candidate.metadata.name === name);
    if (ingress === undefined || !isCanary(rollout, ingress)) {
        return 0;
    }
    const annotations = ingress.metadata.annotations ?? {};
    const prefix = annotationPrefix(rollout);
    const total = Number(annotations[`${prefix}/canary-weight-total`] ?? 100);
    return percent(Number(annotations[`${prefix}/canary-weight`] ?? 0), total);
}

/** A weight in percent, of a total that may be more than 100. */
export function percent(weight: number | undefined, total: number): number | undefined {
    return weight === undefined ? undefined : Math.round((weight * 10_000) / total) / 100;
}

/**
 * The Ingresses of the same namespace, by name, that are canaries of this rollout's traffic without being its own:
 * nginx asks only the first canary that it finds for a Service, and that may be the stranger's.
 *
 * nginx merges a canary into the locations of the same host and path, so another app's canary beside this one's paths
 * is none. Where an Ingress does not say its paths, the host decides.
 */
export function foreignCanaries(rollout: RolloutObject, ingresses: readonly IngressObject[]): string[] {
    const own = canaryIngressNames(rollout);
    const stable = stableIngressNames(rollout);
    const service = rollout.spec?.strategy?.canary?.stableService;
    const ours = ingresses
        .filter((ingress) => stable.includes(ingress.metadata.name))
        .flatMap(routesOf)
        .filter((route) => route.service === undefined || service === undefined || route.service === service);
    return ingresses
        .filter((ingress) => isCanary(rollout, ingress) && !own.includes(ingress.metadata.name))
        .filter((ingress) => routesOf(ingress).some((route) => ours.some((other) => meet(route, other))))
        .map((ingress) => ingress.metadata.name)
        .sort();
}

/**
 * Who controls the rollout's canary Ingress; the controller does not touch one that is not its own, and says so only
 * in an event. "ours", "absent", "nobody", or another owner such as "Deployment web". Of several canary Ingresses, the
 * first that is not ours is named.
 */
export function canaryIngressOwner(rollout: RolloutObject, ingresses: readonly IngressObject[]): string {
    const owners = canaryIngressNames(rollout).map((name) => {
        const ingress = ingresses.find((candidate) => candidate.metadata.name === name);
        return ingress === undefined ? "absent" : ownerOf(ingress, rollout);
    });
    const strange = owners.find((owner) => owner !== "ours" && owner !== "absent");
    return strange ?? (owners.length === 0 || owners.includes("absent") ? "absent" : "ours");
}

function ownerOf({ metadata }: IngressObject, rollout: RolloutObject): string {
    const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner === undefined) {
        return "nobody";
    }
    if (owner.uid === rollout.metadata.uid) {
        return "ours";
    }
    // Deleted and created again: the same name, but another object.
    const namesake = owner.kind === "Rollout" && owner.name === rollout.metadata.name;
    return `${namesake ? "an earlier " : ""}${owner.kind} ${owner.name ?? owner.uid}`;
}

/**
 * Who wrote an object last, as managedFields have it ("kubectl-edit"), this gate itself left out.
 * `subresource`: whose writes are meant. @default "", the object without its status
 */
export function lastWriter(object: { readonly metadata: Metadata }, subresource = ""): string | undefined {
    let last: { manager: string; at: number } | undefined;
    for (const { manager, time, ...entry } of object.metadata.managedFields ?? []) {
        const at = Date.parse(time ?? "") || 0;
        const counts = (entry.subresource ?? "") === subresource && manager !== fieldManager;
        if (manager !== undefined && counts && at >= (last?.at ?? 0)) {
            last = { manager, at };
        }
    }
    return last?.manager;
}

function annotationPrefix(rollout: RolloutObject): string {
    return rollout.spec?.strategy?.canary?.trafficRouting?.nginx?.annotationPrefix ?? "nginx.ingress.kubernetes.io";
}

function isCanary(rollout: RolloutObject, ingress: IngressObject): boolean {
    const value = ingress.metadata.annotations?.[`${annotationPrefix(rollout)}/canary`] ?? "";
    // As nginx parses it, Go's ParseBool.
    return ["1", "t", "T", "true", "True", "TRUE"].includes(value);
}

/** What nginx tells locations apart by, and the Service behind one. */
interface Route {
    /** Empty for every host that no other Ingress names. */
    readonly host: string;
    readonly path?: string | undefined;
    readonly pathType?: string | undefined;
    readonly service?: string | undefined;
}

function routesOf({ spec = {} }: IngressObject): Route[] {
    const fallback = spec.defaultBackend;
    return [
        ...(fallback === undefined ? [] : [{ host: "", service: fallback.service?.name }]),
        ...(spec.rules ?? []).flatMap(({ host = "", http }): Route[] =>
            http?.paths === undefined
                ? [{ host }]
                : http.paths.map(({ path, pathType, backend }) => ({
                      host,
                      path,
                      pathType,
                      service: backend?.service?.name,
                  })),
        ),
    ];
}

function meet(one: Route, other: Route): boolean {
    const anyPath = one.path === undefined || other.path === undefined;
    return one.host === other.host && (anyPath || (one.path === other.path && one.pathType === other.pathType));
}
