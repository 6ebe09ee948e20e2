import * as pulumi from "@pulumi/pulumi";

/**
 * The annotation with the component that declares an object, as TYPE::NAME of its URN. A component of another name or
 * parent is another resource for Pulumi, which would apply the same object again, and then delete it as the old one.
 */
export const componentAnnotation = "canary-delivery/component";

/**
 * Returns the value of {@link componentAnnotation} for a component. A promise: an Output of the component would make an
 * object wait for all of the component's objects, itself included.
 */
export async function componentOf({ urn }: pulumi.Resource): Promise<string> {
    return nameIn(await valueOf(urn));
}

/** Returns the values of {@link componentAnnotation} that a component's objects may have: its own, and its aliases'. */
export async function knownComponents(component: pulumi.Resource): Promise<string[]> {
    // Pulumi's own field; it has those of the parents, too.
    const { __aliases: aliases = [] } = component as { readonly __aliases?: readonly pulumi.Input<string>[] };
    const urns = await Promise.all([component.urn, ...aliases].map(valueOf));
    return [...new Set(urns.map(nameIn))];
}

/** Resolves to a URN, which previews know too. */
function valueOf(urn: pulumi.Input<string>): Promise<string> {
    return new Promise((resolve) => {
        pulumi.output(urn).apply(resolve);
    });
}

/** Returns the type and the name in a URN, `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
function nameIn(urn: string): string {
    return urn.split("::").slice(2).join("::");
}
