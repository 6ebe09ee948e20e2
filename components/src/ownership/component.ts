import * as pulumi from "@pulumi/pulumi";
import { knownUrns, nameIn, renamed, typesIn } from "./urns";

/**
 * The annotation with the component that declares an object, as TYPE::NAME of its URN; or TYPE::NAME::RESOURCE, if the
 * object's name among Pulumi's resources is not its own. An object below a component of another name or parent, or with
 * another name, is another resource for Pulumi, which would apply it again, and then delete it as the old one.
 */
export const componentAnnotation = "canary-delivery/component";

/** The names of an object. */
export interface ObjectNames {
    /** Among Pulumi's resources. */
    readonly resource: string;
    /** On the cluster. */
    readonly object: string;
}

/**
 * Returns the value of {@link componentAnnotation} for an object of a component. A promise: an Output of the component
 * would make an object wait for all of the component's objects, itself included.
 */
export async function componentOf(component: pulumi.Resource, names: ObjectNames): Promise<string> {
    const [urn] = await knownUrns(component);
    return annotationOf(urn, names);
}

/**
 * Returns the values of {@link componentAnnotation} that an object may have: of its component, and of those aliases,
 * inherited ones included, below which Pulumi finds the object.
 */
export async function knownComponents(
    component: pulumi.Resource,
    { resource, object }: ObjectNames,
): Promise<string[]> {
    const urns = await knownUrns(component);
    const former = urns.map((urn) => ({ types: typesIn(urn), resource: renamed(resource, urns[0], urn) }));
    const known = urns.flatMap((urn) =>
        former
            // An object's URN has the types of its parents, not their names.
            .filter(({ types }) => types === typesIn(urn))
            .map((one) => annotationOf(urn, { resource: one.resource, object })),
    );
    return [...new Set(known)];
}

function annotationOf(urn: string, { resource, object }: ObjectNames): string {
    return [typesIn(urn), nameIn(urn), ...(resource === object ? [] : [resource])].join("::");
}
