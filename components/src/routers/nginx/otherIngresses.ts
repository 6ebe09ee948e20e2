import { classOf, type IngressObject } from "./ingress";
import { meet, type Route, routesOf } from "./canaryIngresses";

/** A location of an app. */
export interface Location {
    readonly ingressClass: string;
    readonly host: string;
    readonly path: string;
}

/** The Ingresses that are an app's own: by their names, or because a route of theirs leads to one of its Services. */
export interface OwnIngresses {
    readonly namespace: string;
    readonly names: readonly string[];
    readonly services: readonly string[];
}

/** A location, and the other Ingress that claims it, `namespace/name`. */
export interface ClaimedLocation extends Location {
    readonly by: string;
}

/** Returns the locations of an app that an Ingress of another one claims at the same class. */
export function claimedLocations(
    locations: readonly Location[],
    own: OwnIngresses,
    ingresses: readonly IngressObject[],
): ClaimedLocation[] {
    const isOwn = ({ metadata }: IngressObject, { service }: Route) =>
        metadata.namespace === own.namespace &&
        (own.names.includes(metadata.name) || (service !== undefined && own.services.includes(service)));
    return locations.flatMap((location) =>
        ingresses
            .filter((ingress) => classOf(ingress) === location.ingressClass)
            .filter((ingress) =>
                routesOf(ingress).some(
                    // The more specific path type wins for its own requests, which are the same ones.
                    (route) => meet(route, { ...location, pathType: route.pathType }) && !isOwn(ingress, route),
                ),
            )
            .map(({ metadata }) => ({ ...location, by: `${metadata.namespace ?? ""}/${metadata.name}` })),
    );
}
