import type { IngressObject } from "../../gate/cluster/types";
import { meet, routesOf, type Route } from "../../gate/traffic/ingressRouting";
import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";
import type { PreflightInputs } from "../inputs";

/** Finds locations of the declared Ingresses that an Ingress of another app claims at the same class. */
export function checkHosts(inputs: PreflightInputs, { ingresses, ingressesUnknown }: PreflightFacts): Checked[] {
    const { namespace, rolloutName, services } = inputs;
    const own = inputs.ingresses.flatMap(({ name }) => [name, `${rolloutName}-${name}-canary`]);
    const isOwn = ({ metadata }: IngressObject, route: Route) =>
        metadata.namespace === namespace &&
        (own.includes(metadata.name) || (route.service !== undefined && services.includes(route.service)));
    const taken = inputs.ingresses.flatMap(({ ingressClass, hosts }) =>
        hosts.flatMap(({ host, paths }) =>
            paths.flatMap((path) =>
                ingresses
                    .filter((ingress) => classOf(ingress) === ingressClass)
                    .filter((ingress) =>
                        routesOf(ingress).some(
                            (route) => meet(route, { host, path, pathType: route.pathType }) && !isOwn(ingress, route),
                        ),
                    )
                    .map(({ metadata }) => {
                        const by = `${metadata.namespace ?? ""}/${metadata.name}`;
                        return problem({ kind: "hostTaken", by, host, path, ingressClass });
                    }),
            ),
        ),
    );
    return [
        ...taken,
        ...(ingressesUnknown === undefined ? [] : [note({ kind: "hostsUnknown", reason: ingressesUnknown })]),
    ];
}

function classOf({ metadata, spec }: IngressObject): string | undefined {
    return spec?.ingressClassName ?? metadata.annotations?.["kubernetes.io/ingress.class"];
}
