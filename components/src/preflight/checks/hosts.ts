import { claimedLocations } from "../../routers/nginx/otherIngresses";
import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";
import type { PreflightInputs } from "../inputs";

/** Finds locations of the declared Ingresses that an Ingress of another app claims at the same class. */
export function checkHosts(inputs: PreflightInputs, { ingresses, ingressesUnknown }: PreflightFacts): Checked[] {
    const { namespace, rolloutName, services } = inputs;
    const names = inputs.ingresses.flatMap(({ name }) => [name, `${rolloutName}-${name}-canary`]);
    const locations = inputs.ingresses.flatMap(({ ingressClass, hosts }) =>
        hosts.flatMap(({ host, paths }) => paths.map((path) => ({ ingressClass, host, path }))),
    );
    return [
        ...claimedLocations(locations, { namespace, names, services }, ingresses).map((claimed) =>
            problem({ kind: "hostTaken", ...claimed }),
        ),
        ...(ingressesUnknown === undefined ? [] : [note({ kind: "hostsUnknown", reason: ingressesUnknown })]),
    ];
}
