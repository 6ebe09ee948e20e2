import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The names and options with which a router declares an app's objects. */
export interface RouteDeclaration {
    /** Name of the objects. */
    readonly name: string;
    readonly stableService: string;
    readonly canaryService: string;
    metadata(
        objectName: string,
        more?: { readonly annotations?: Readonly<Record<string, string>> },
    ): k8s.types.input.meta.v1.ObjectMeta;
    resourceName(objectName: string): string;
    child(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** The Services' port. */
export const servicePort = 80;

/**
 * The split before the first rollout: everything to the stable Service. The controller owns the weights from then on, and
 * Pulumi ignores them.
 */
export const initialWeights = { stable: 100, canary: 0 } as const;
