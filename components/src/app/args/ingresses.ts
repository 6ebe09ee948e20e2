import type * as pulumi from "@pulumi/pulumi";

/** Requests that an Ingress sends to the app. */
export interface CanaryIngressRule {
    /** @default - every host that no other rule of the router has */
    readonly host?: pulumi.Input<string>;
    /**
     * Paths of the requests; in what form is `pathType`.
     * @default ["/"]
     */
    readonly paths?: readonly string[];
    /**
     * `ImplementationSpecific` leaves the form to the router, such as regular expressions with ingress-nginx's annotations
     * `use-regex` and `rewrite-target`.
     * @default "Prefix"
     */
    readonly pathType?: "Prefix" | "Exact" | "ImplementationSpecific";
}

/** An Ingress that sends requests to the app. */
export interface CanaryIngress {
    /**
     * Name of the Ingress, unique in its namespace.
     * @default - the app's name
     */
    readonly name?: string;
    readonly ingressClass: pulumi.Input<string>;
    readonly rules: readonly CanaryIngressRule[];
    /**
     * Certificates of the hosts, in Secrets of the app's namespace. The canary's Ingress uses them too.
     * @default - none
     */
    readonly tls?: readonly {
        readonly hosts: readonly pulumi.Input<string>[];
        readonly secretName: pulumi.Input<string>;
    }[];
    /**
     * Annotations with their prefix. The canary's Ingress gets none: ingress-nginx uses those of the stable Ingress.
     * Sessions (`nginx.ingress.kubernetes.io/affinity: cookie`) do not follow the weight: leave them out by the gate's
     * `requestsSelector`, or set `onWrongShare` to `note`.
     * @default - none
     */
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
}
