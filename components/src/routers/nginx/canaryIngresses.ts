import type { ForeignOwner, RouteMisrouting } from "../model/misrouting";
import { percent } from "../model/percent";
import type { RoutedRollout } from "../model/rollout";
import type { RouteWeight } from "../model/router";
import { classOf, type IngressBackend, type IngressObject, isSameClass } from "./ingress";

/** Returns the names of the user's own Ingresses, which the controller copies. */
export function stableIngressNames(rollout: RoutedRollout): string[] {
    const nginx = rollout.spec?.strategy?.canary?.trafficRouting?.nginx;
    return nginx?.stableIngresses ?? (nginx?.stableIngress === undefined ? [] : [nginx.stableIngress]);
}

/** Returns the name of the controller's canary copy of a stable Ingress (Argo's GetCanaryIngressName). */
export function canaryIngressName(rolloutName: string, stableIngress: string): string {
    const suffix = "-canary";
    return `${`${rolloutName}-${stableIngress}`.slice(0, 253 - suffix.length)}${suffix}`;
}

/** Returns the names of the canary copies of all stable Ingresses. */
export function canaryIngressNames(rollout: RoutedRollout): string[] {
    return stableIngressNames(rollout).map((name) => canaryIngressName(rollout.metadata.name, name));
}

/**
 * Returns the canary Ingresses with their weights as nginx applies them: the weight annotation, relative to that of the
 * total. Without a canary Ingress all traffic goes to stable. The controller writes them one after another.
 */
export function canaryIngressesOf(rollout: RoutedRollout, ingresses: readonly IngressObject[]): RouteWeight[] {
    return canaryIngressNames(rollout).map((name) => {
        const ingress = ingresses.find((candidate) => candidate.metadata.name === name);
        return { kind: "Ingress", name, weight: ingress === undefined ? 0 : weightOf(rollout, ingress) };
    });
}

function weightOf(rollout: RoutedRollout, ingress: IngressObject): number {
    if (!isCanary(rollout, ingress)) {
        return 0;
    }
    const annotations = ingress.metadata.annotations ?? {};
    const prefix = annotationPrefix(rollout);
    // The controller writes a total only with maxTrafficWeight, and never removes one.
    const total = annotations[`${prefix}/canary-weight-total`];
    return percent(numberOf(annotations[`${prefix}/canary-weight`], 0), numberOf(total, 100));
}

/** Parses an annotation as nginx does: a value that is not a number counts as absent. */
function numberOf(annotation: string | undefined, fallback: number): number {
    return annotation !== undefined && /^\d+$/.test(annotation) ? Number(annotation) : fallback;
}

/**
 * Returns the foreign Ingresses of the namespace, sorted by name, that are canaries of this rollout's traffic, each
 * with the rollout's own canary Ingress for that traffic: nginx uses only the first canary that it finds for a Service,
 * which may be the foreign one.
 *
 * nginx merges a canary into the locations of the same host and path, so another app's canary for other paths does not
 * count, nor one of another class, which another controller reads. If an Ingress has no paths, the host decides.
 */
export function foreignCanaries(
    rollout: RoutedRollout,
    ingresses: readonly IngressObject[],
): { name: string; canary: string }[] {
    const own = canaryIngressNames(rollout);
    const stable = stableIngressNames(rollout);
    const service = rollout.spec?.strategy?.canary?.stableService;
    const ours = ingresses
        .filter((ingress) => stable.includes(ingress.metadata.name))
        .flatMap((ingress) => {
            const canary = canaryIngressName(rollout.metadata.name, ingress.metadata.name);
            return routesOf(ingress).map((route) => ({ ...route, canary, ingressClass: classOf(ingress) }));
        })
        .filter((route) => route.service === undefined || service === undefined || route.service === service);
    return ingresses
        .filter((ingress) => isCanary(rollout, ingress) && !own.includes(ingress.metadata.name))
        .flatMap((ingress) => {
            const ingressClass = classOf(ingress);
            const met = ours
                .filter((other) => isSameClass(other.ingressClass, ingressClass))
                .find((other) => routesOf(ingress).some((route) => meet(route, other)));
            return met === undefined ? [] : [{ name: ingress.metadata.name, canary: met.canary }];
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Returns the names of the Ingresses whose weight nginx takes instead of that of a canary Ingress of the rollout, which it
 * is older than. Of all Ingresses with the same Service and port, whatever their hosts, nginx takes the weight from the
 * oldest one (createUpstreams of ingress-nginx). The controller leaves such a copy behind when a stable Ingress gets
 * another name.
 */
export function olderIngresses(rollout: RoutedRollout, ingresses: readonly IngressObject[]): string[] {
    const service = rollout.spec?.strategy?.canary?.canaryService;
    const names = canaryIngressNames(rollout);
    const own = ingresses.filter(({ metadata }) => names.includes(metadata.name));
    const portsOf = (ingress: IngressObject) =>
        routesOf(ingress).flatMap((route) => (route.service === service ? [route.port] : []));
    const isInstead = (one: IngressObject) =>
        own.some(
            (canary) =>
                isOlder(one, canary) &&
                isSameClass(classOf(one), classOf(canary)) &&
                portsOf(one).some((port) => portsOf(canary).includes(port)),
        );
    return ingresses
        .filter((one) => !own.includes(one) && isInstead(one))
        .map(({ metadata }) => metadata.name)
        .sort();
}

/** True for the Ingress that nginx reads first. */
function isOlder({ metadata: one }: IngressObject, { metadata: other }: IngressObject): boolean {
    const age = Date.parse(one.creationTimestamp ?? "") - Date.parse(other.creationTimestamp ?? "");
    return age < 0 || (age === 0 && one.name > other.name);
}

/** The owner of a canary Ingress; the Rollout's controller does not touch Ingresses of others. */
export type IngressOwner = "ours" | "absent" | "none" | ForeignOwner;

/** Returns the owners of the rollout's canary Ingresses. */
export function canaryIngressOwners(
    rollout: RoutedRollout,
    ingresses: readonly IngressObject[],
): { name: string; owner: IngressOwner }[] {
    return canaryIngressNames(rollout).map((name) => {
        const ingress = ingresses.find((candidate) => candidate.metadata.name === name);
        return { name, owner: ingress === undefined ? "absent" : ownerOf(ingress, rollout) };
    });
}

function ownerOf({ metadata }: IngressObject, rollout: RoutedRollout): IngressOwner {
    const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner === undefined) {
        return "none";
    }
    if (owner.uid === rollout.metadata.uid) {
        return "ours";
    }
    // Deleted and created again: the same name, but another object.
    const earlier = owner.kind === "Rollout" && owner.name === rollout.metadata.name;
    return { kind: owner.kind, name: owner.name ?? owner.uid, ...(earlier ? { earlier } : {}) };
}

/**
 * Returns the Ingresses of others between a rollout and its traffic.
 *
 * nginx applies any canary Ingress of a host, and the controller only logs that one is not its own.
 */
export function foreignIngressesOf(rollout: RoutedRollout, ingresses: readonly IngressObject[]): RouteMisrouting[] {
    return [
        ...canaryIngressOwners(rollout, ingresses).flatMap(({ name, owner }): RouteMisrouting[] => {
            const finding = { kind: "ingressOwner" as const, ingress: name, rollout: rollout.metadata.name };
            if (owner === "ours" || owner === "absent") {
                return [];
            }
            return [owner === "none" ? finding : { ...finding, owner }];
        }),
        ...foreignCanaries(rollout, ingresses).map(
            ({ name, canary }) => ({ kind: "foreignCanary", ingress: name, canary }) as const,
        ),
    ];
}

function annotationPrefix(rollout: RoutedRollout): string {
    return rollout.spec?.strategy?.canary?.trafficRouting?.nginx?.annotationPrefix ?? "nginx.ingress.kubernetes.io";
}

function isCanary(rollout: RoutedRollout, ingress: IngressObject): boolean {
    const value = ingress.metadata.annotations?.[`${annotationPrefix(rollout)}/canary`] ?? "";
    // nginx uses Go's ParseBool.
    return ["1", "t", "T", "true", "True", "TRUE"].includes(value);
}

/** The key of an nginx location, and the Service behind it. */
export interface Route {
    /** Empty for every host that no other Ingress names. */
    readonly host: string;
    readonly path?: string | undefined;
    readonly pathType?: string | undefined;
    readonly service?: string | undefined;
    /** The port of the Service, by its name or number. */
    readonly port?: string | number | undefined;
}

/** Returns the locations of an Ingress. */
export function routesOf({ spec = {} }: Pick<IngressObject, "spec">): Route[] {
    const fallback = spec.defaultBackend;
    return [
        ...(fallback === undefined ? [] : [{ host: "", service: fallback.service?.name, port: portOf(fallback) }]),
        ...(spec.rules ?? []).flatMap(({ host = "", http }): Route[] =>
            http?.paths === undefined
                ? [{ host }]
                : http.paths.map(({ path, pathType, backend }) => ({
                      host,
                      path,
                      pathType,
                      service: backend?.service?.name,
                      port: portOf(backend),
                  })),
        ),
    ];
}

function portOf(backend: IngressBackend | undefined): string | number | undefined {
    return backend?.service?.port?.name ?? backend?.service?.port?.number;
}

/** True when two Ingresses claim the same location. */
export function meet(one: Route, other: Route): boolean {
    const anyPath = one.path === undefined || other.path === undefined;
    return one.host === other.host && (anyPath || (one.path === other.path && one.pathType === other.pathType));
}
