import type * as pulumi from "@pulumi/pulumi";
import type { namesOf } from "./names";
import type { CanaryStep } from "./steps";

/** The Rollout's strategy: weights by ingress-nginx, judged by one AnalysisTemplate in the background. */
export function canaryStrategy(
    names: ReturnType<typeof namesOf>,
    templateName: string,
    schedule: { readonly steps: readonly CanaryStep[]; readonly startingStep: number },
    additionalIngressAnnotations: Readonly<Record<string, string>> = {},
) {
    const stableIngress = names.ingress;
    const nginx =
        Object.keys(additionalIngressAnnotations).length === 0
            ? { stableIngress }
            : { stableIngress, additionalIngressAnnotations };
    return {
        canary: {
            canaryService: names.canaryService,
            stableService: names.stableService,
            trafficRouting: { nginx },
            analysis: { templates: [{ templateName }], startingStep: schedule.startingStep },
            steps: schedule.steps,
        },
    };
}

/** Who owns the declared fields of the Rollout: Pulumi, and a baseline before it, so that one can follow the other. */
export const fieldManager = "canary-delivery-pulumi";

/** How Pulumi applies the Rollout. */
export const rolloutAnnotations = {
    // The controller writes the whole object at each new revision, and then owns what it normalised.
    "pulumi.com/patchForce": "true",
    "pulumi.com/patchFieldManager": fieldManager,
} as const;

/** The Rollout's spec around its pods and its strategy. */
export function rolloutSpec(
    size: { readonly replicas: number; readonly progressDeadlineSeconds: number },
    matchLabels: Readonly<Record<string, string>>,
    template: object,
    strategy: ReturnType<typeof canaryStrategy>,
) {
    return {
        ...size,
        revisionHistoryLimit: 3,
        // Without it a version whose pods never get ready is only called Degraded, and stays.
        progressDeadlineAbort: true,
        selector: { matchLabels },
        template,
        strategy,
    };
}

/** The base Ingress: everything of a host goes to the stable Service. The controller copies it for the canary. */
export function ingressSpec(ingressClassName: pulumi.Input<string>, host: string, stableService: string) {
    const backend = { service: { name: stableService, port: { number: 80 } } };
    return { ingressClassName, rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] };
}
