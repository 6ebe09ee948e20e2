import { ownerAnnotation } from "../../ownership";
import { canaryIngressName, routesOf } from "../../routers/nginx/canaryIngresses";
import { classOf, type IngressObject, isSameClass } from "../../routers/nginx/ingress";
import { claimedLocations } from "../../routers/nginx/otherIngresses";
import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";
import type { PreflightInputs } from "../inputs";

/** Finds locations that another app's Ingress claims at the same class, and copies of Ingresses that were declared before. */
export function checkHosts(inputs: PreflightInputs, { ingresses, ingressesUnknown }: PreflightFacts): Checked[] {
    const { namespace, rolloutName, services, owner } = inputs;
    const names = inputs.ingresses.flatMap(({ name }) => [name, canaryIngressName(rolloutName, name)]);
    const locations = inputs.ingresses.flatMap(({ ingressClass, hosts }) =>
        hosts.flatMap(({ host, paths }) => paths.map((path) => ({ ingressClass, host, path }))),
    );
    return [
        ...claimedLocations(locations, { namespace, names, services }, withoutOwn(ingresses, owner)).map((claimed) =>
            problem({ kind: "hostTaken", ...claimed }),
        ),
        ...leftBehind(inputs, names, ingresses),
        ...(ingressesUnknown === undefined ? [] : [note({ kind: "hostsUnknown", reason: ingressesUnknown })]),
    ];
}

/**
 * Finds the controller's copies of Ingresses that are not declared any more. Only a note: until this update, the live Rollout
 * has them.
 */
function leftBehind(
    { namespace, rolloutName, services, ingresses: declared }: PreflightInputs,
    names: readonly string[],
    ingresses: readonly IngressObject[],
): Checked[] {
    return ingresses
        .filter(({ metadata }) => metadata.namespace === namespace && !names.includes(metadata.name))
        .filter(({ metadata }) =>
            metadata.ownerReferences?.some(({ kind, name }) => kind === "Rollout" && name === rolloutName),
        )
        .filter((one) => declared.some(({ ingressClass }) => isSameClass(ingressClass || undefined, classOf(one))))
        .flatMap((one) => {
            const service = routesOf(one).find((route) => services.includes(route.service ?? ""))?.service;
            return service === undefined
                ? []
                : [note({ kind: "canaryLeftBehind", ingress: one.metadata.name, namespace, service })];
        });
}

/**
 * Returns the Ingresses of other stacks and clients. Those of this one elsewhere, and the controller's copies of them, go
 * with the same update, as when an app moves to another namespace.
 */
function withoutOwn(ingresses: readonly IngressObject[], owner: string | undefined): readonly IngressObject[] {
    const own = ingresses.filter(
        ({ metadata }) => owner !== undefined && metadata.annotations?.[ownerAnnotation] === owner,
    );
    const isCopy = ({ metadata }: IngressObject) =>
        metadata.ownerReferences?.some(
            ({ kind, name = "" }) =>
                kind === "Rollout" &&
                own.some(
                    (one) =>
                        one.metadata.namespace === metadata.namespace &&
                        metadata.name === canaryIngressName(name, one.metadata.name),
                ),
        ) === true;
    return ingresses.filter((one) => !own.includes(one) && !isCopy(one));
}
