import { annotationsOf, type DeclaredStack, type KubernetesObject, nameOf } from "../model/objects";
import { find } from "../model/relations";
import { flatMapCanaries, versionServicesOf } from "../model/rollouts";
import { routersWithoutObject, unknownRoutersOf, type WeightedObject, weightedObjectsOf } from "../model/routers";
import { destinationKey, objectsTo } from "../model/destinations";
import { type Destination, type Route, routesOf, shareHost } from "../model/routes";
import { type Finding, rule } from "../model/rule";
import { at, type Fields, flatMapKnown, known, knownOr, listAt, stringAt } from "../model/value";

/** The two versions of a canary as destinations. */
interface Versions {
    readonly stable: (to: Destination) => boolean;
    readonly canary: (to: Destination) => boolean;
    /** The stable one in the index of destinations. */
    readonly destinations: readonly string[];
    /** Their names in messages. */
    readonly names: string;
    /** The Service that routes lead to, where the weighted object is an Ingress. */
    readonly root?: string;
}

export default rule({
    name: "routes-lead-to-weights",
    description: "The routes of a canary's host lead to the object with its weights, which has both versions.",
    why:
        "The controller sets weights in one object and reports success. A route past that object, or a rule of it without " +
        "both versions, keeps its requests on the old version, so that the new one is promoted unmeasured; without " +
        "declared weights, applying the object by force sends half of all requests to the new version at once.",
    fix:
        "let every route of the host lead to the object that trafficRouting names, with both Services or subsets in it, " +
        "and do not apply it by force",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapCanaries(stack, (rollout, canary) => {
            const weighted = weightedObjectsOf(rollout, canary);
            const declared = flatMapKnown(weighted, (one) => {
                const object = one.references.map((reference) => find(stack, reference)).find((it) => it !== undefined);
                return [{ one, object }];
            });
            const objects = declared.flatMap(({ object }) => object ?? []);
            const versions = versionsOf(canary, objects);
            return [
                ...unnamedIn(canary, weighted).map((found) => ({ object: rollout, found })),
                ...unknownRoutersOf(canary).map((name) => ({ object: rollout, found: `router ${name}`, gap: true })),
                ...flatMapKnown(declared, ({ one, object }) =>
                    object === undefined ? missing(rollout, one) : within(one, object, versions),
                ),
                // With an object missing, routes to it cannot be found.
                ...(objects.length === declared.length && objects.length === weighted.length
                    ? past(stack, rollout, objects, versions)
                    : []),
            ];
        });
    },
});

function versionsOf(canary: Fields, weighted: readonly KubernetesObject[]): Versions {
    const subsets = at(canary, "trafficRouting.istio.destinationRule");
    if (subsets !== undefined) {
        const [stable, other] = [stringAt(subsets, "stableSubsetName"), stringAt(subsets, "canarySubsetName")];
        // Another app's subsets usually have the same names.
        const hosts = weighted
            .flatMap((object) => knownOr([], () => routesOf(object)))
            .flatMap(({ to }) => to.flatMap(({ name, subset }) => (subset === stable ? [name] : [])));
        const isSubset = (wanted?: string) => (to: Destination) => to.subset === wanted && hosts.includes(to.name);
        return {
            stable: isSubset(stable),
            canary: isSubset(other),
            destinations: hosts.map((host) => destinationKey("Service", host)),
            names: `subsets ${String(stable)} and ${String(other)}`,
        };
    }
    const [stable, other] = versionServicesOf(canary).map(({ name }) => name);
    const isService = (wanted?: string) => (to: Destination) => to.kind === "Service" && to.name === wanted;
    return {
        stable: isService(stable),
        canary: isService(other),
        destinations: [destinationKey("Service", stable)],
        names: `Services ${String(stable)} and ${String(other)}`,
        root: stringAt(canary, "trafficRouting.alb.rootService") ?? stable,
    };
}

function unnamedIn(canary: Fields, weighted: readonly WeightedObject[]): string[] {
    return routersWithoutObject(canary, weighted).map(
        (router) => `names no object in trafficRouting.${router}, whose weights would have no effect, must name one`,
    );
}

/** A base Ingress of nginx is evaluated by ingress-backend-is-stable. */
function missing(rollout: KubernetesObject, { router, references }: WeightedObject): readonly Finding[] {
    const [first] = references;
    const found = `has the ${first?.kind ?? ""} ${first?.name ?? ""} in trafficRouting, which must be declared and is not`;
    return router === "nginx" ? [] : [{ object: rollout, found }];
}

/** Returns the problems of a weighted object itself. */
function within(weighted: WeightedObject, object: KubernetesObject, versions: Versions): readonly Finding[] {
    const all = routesOf(object);
    switch (weighted.router) {
        case "nginx":
        case "ambassador":
            return [];
        case "alb": {
            const leads = all.some(({ to }) => to.some(({ name }) => name === versions.root));
            return leads ? [] : [{ object, found: `has no path to Service ${versions.root ?? ""}, must have one` }];
        }
        default:
            return [
                ...namedRoutesOf(weighted, object)
                    .filter((name) => !all.some((route) => route.name === name))
                    .map((name) => `has no route ${name}, which trafficRouting names, must have it`),
                ...problemsOf(all, versions),
                ...(isForced(object) && all.some(({ to }) => lacksWeights(to, versions))
                    ? [
                          "is applied by force without weights, which means half of the requests each, must be left to the controller",
                      ]
                    : []),
            ].map((found) => ({ object, found }));
    }
}

/** Returns the routes by name that an object must have; the controller asks a VirtualService only for those of HTTP. */
function namedRoutesOf({ routes }: WeightedObject, object: KubernetesObject): readonly string[] {
    return object.kind === "VirtualService" && listAt(object.body, "spec.http").length === 0 ? [] : routes;
}

function problemsOf(routes: readonly Route[], { stable, canary, names }: Versions): string[] {
    const both = routes.filter(({ to }) => to.some(stable) && to.some(canary));
    // A rule with the new version alone may be one for testers, by a header.
    const oneSided = routes.filter(({ to }) => to.some(stable) && !to.some(canary));
    return both.length === 0
        ? [`has no route with the ${names}, must have one`]
        : oneSided.map(({ place }) => `has the stable version alone in ${place}, must have the ${names}`);
}

function lacksWeights(to: readonly Destination[], { stable, canary }: Versions): boolean {
    return to.some(stable) && to.some(canary) && to.some((one) => (stable(one) || canary(one)) && !one.hasWeight);
}

/** True when an apply takes fields from their owner: by Pulumi's annotation, or by Argo CD's options. */
function isForced(object: KubernetesObject): boolean {
    const annotations = annotationsOf(object);
    const options = known(annotations["argocd.argoproj.io/sync-options"]);
    return (
        String(known(annotations["pulumi.com/patchForce"])) === "true" ||
        (typeof options === "string" && /\b(Force|Replace)=true\b/.test(options))
    );
}

/** Returns the routes of other objects to a version, for a host of the weighted objects. */
function past(
    stack: DeclaredStack,
    rollout: KubernetesObject,
    weighted: readonly KubernetesObject[],
    { stable, destinations }: Versions,
): readonly Finding[] {
    const [first] = weighted;
    const places = [...destinations, ...weighted.map((object) => destinationKey(object.kind, nameOf(object)))];
    const around = [...new Set(places.flatMap((place) => objectsTo(stack, rollout, place)))].flatMap((object) =>
        object.kind === "TraefikService" || weighted.includes(object)
            ? []
            : knownOr([], () => routesOf(object)).map((route) => ({ object, route })),
    );
    if (first === undefined || around.length === 0) {
        return [];
    }
    const ways = [
        ...weighted.filter(({ kind }) => kind !== "TraefikService").flatMap(routesOf),
        ...around.flatMap(({ route }) => (route.to.some(isWeighted) ? [route] : [])),
    ];
    function isWeighted({ kind, name }: Destination): boolean {
        return weighted.some((one) => one.kind === kind && nameOf(one) === name);
    }
    // Without a way to it no host is known, and each route past it is one too many.
    const hosts = ways.some(({ hosts: own }) => own.length === 0) ? [] : ways.flatMap(({ hosts: own }) => own);
    return flatMapKnown(around, ({ object, route }) => {
        const direct = route.to.find(stable);
        const found = `leads in ${route.place} to ${direct?.name ?? ""} past ${first.kind} ${nameOf(first) ?? ""}, which has the canary's weights, must lead to it`;
        return direct !== undefined && shareHost(hosts, route.hosts) ? [{ object, found }] : [];
    });
}
