import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AppNames } from "./names";
import { type Declaration, skipAwait } from "./services";

/** An Ingress of ingress-nginx that sends requests to the app. */
export interface CanaryIngress {
    /**
     * Unlike that of any other Ingress of the namespace.
     * @default - the app's name
     */
    readonly name?: string;
    readonly ingressClass: pulumi.Input<string>;
    readonly rules: readonly CanaryIngressRule[];
    /**
     * The certificates of its hosts, in Secrets of the app's namespace. The canary's Ingress has them too.
     * @default - none
     */
    readonly tls?: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
    /**
     * Annotations with their prefix. The canary's Ingress has none of them: ingress-nginx takes the stable one's.
     * @default - none
     */
    readonly annotations?: Readonly<Record<string, string>>;
}

/** A host, and what of it goes to the app. */
export interface CanaryIngressRule {
    readonly host: string;
    /**
     * What requests' paths begin with.
     * @default ["/"]
     */
    readonly paths?: readonly string[];
}

/** The paths of a rule. */
export function pathsOf(rule: CanaryIngressRule): readonly string[] {
    return rule.paths ?? ["/"];
}

/** The Ingress that the controller makes of another one, for the canary's share. */
export function canaryIngressName(rolloutName: string, ingressName: string): string {
    return `${rolloutName}-${ingressName}-canary`;
}

/** The base Ingresses: everything goes to the stable Service. The controller copies them for the canary. */
export function ingresses(
    names: AppNames,
    all: readonly CanaryIngress[],
    app: Declaration,
): readonly k8s.networking.v1.Ingress[] {
    return all.map((ingress, index) => {
        const name = names.ingresses[index] ?? names.rollout;
        const annotations = { ...ingress.annotations, ...skipAwait.annotations };
        return new k8s.networking.v1.Ingress(
            name,
            { metadata: app.metadata(name, { annotations }), spec: ingressSpec(ingress, names.stableService) },
            app.child(),
        );
    });
}

function ingressSpec(ingress: CanaryIngress, stableService: string): k8s.types.input.networking.v1.IngressSpec {
    const backend: k8s.types.input.networking.v1.IngressBackend = {
        service: { name: stableService, port: { number: 80 } },
    };
    const tls = (ingress.tls ?? []).map(({ hosts, secretName }): k8s.types.input.networking.v1.IngressTLS => ({
        hosts: [...hosts],
        secretName,
    }));
    return {
        ingressClassName: ingress.ingressClass,
        rules: ingress.rules.map((rule) => ({
            host: rule.host,
            http: { paths: pathsOf(rule).map((path) => ({ path, pathType: "Prefix", backend })) },
        })),
        tls: tls.length > 0 ? tls : undefined,
    };
}
