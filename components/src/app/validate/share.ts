import type { CanaryAppArgs } from "../args/app";
import { countsRequests } from "./schedule";
import { got, isPending, type ValidationError } from "./validation";

/** Annotation of ingress-nginx that keeps the requests of a session at one pod, if it is `cookie`. */
const affinity = "nginx.ingress.kubernetes.io/affinity";

/** Annotations by which a request chooses its version, and the part of the request that chooses. */
const choices = { "canary-by-header": "header", "canary-by-cookie": "cookie" } as const;

const verified = "while each version's share of the requests is verified";
const waysOut =
    "leave those requests out by requestsSelector, or set onWrongShare to note, or requestsMetric to an empty string";

/**
 * Finds annotations by which requests do not follow the weight, so that the canary's share proves nothing.
 *
 * In ingress-nginx (`balancer.lua`) a request of a session stays with the version that set its cookie. With
 * `affinity-canary-behavior: legacy` the canary sets none, but sessions of the stable version still stay there. A header
 * or a cookie of the canary's precedes the weight too. `upstream-hash-by` does not: the weight chooses the version
 * first, and the hash only one of its pods.
 */
export function validateShare(args: CanaryAppArgs): ValidationError[] {
    if (!abortsOnWrongShare(args)) {
        return [];
    }
    const { ingresses = [], additionalIngressAnnotations: annotations = {} } = args;
    const sessions = ingresses.flatMap((ingress, index) => {
        const why = "the requests of a session stay with its version, whatever the weight";
        const message = `must not have ${affinity}: cookie ${verified}: ${why}; ${waysOut}`;
        return ingress.annotations?.[affinity] === "cookie"
            ? [{ path: `ingresses[${index}].annotations`, message }]
            : [];
    });
    const chosen = Object.entries(choices).flatMap(([name, by]) => {
        const value = annotations[name];
        const why = `requests with that ${by} go to a version whatever the weight`;
        const message = `must be absent ${verified}: ${why}; ${waysOut}, got ${got(value)}`;
        return value === undefined ? [] : [{ path: `additionalIngressAnnotations.${name}`, message }];
    });
    return [...sessions, ...chosen];
}

/** True when a wrong share of all requests is sure to abort the rollout. */
function abortsOnWrongShare(args: CanaryAppArgs): boolean {
    const { onWrongShare = "abort", requestsSelector = [] } = args.gate;
    const all = !isPending(requestsSelector) && (requestsSelector as readonly unknown[]).length === 0;
    return countsRequests(args) && onWrongShare === "abort" && all;
}
