import type * as pulumi from "@pulumi/pulumi";

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
