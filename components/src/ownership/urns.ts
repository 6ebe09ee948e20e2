import * as pulumi from "@pulumi/pulumi";

/** Fields of Pulumi's SDK that its declarations omit. */
interface Declared extends pulumi.Resource {
    /** Of the resource's options alone; the engine adds those that it inherits. */
    readonly __aliases?: readonly pulumi.Input<string>[];
    readonly __parentResource?: pulumi.Resource;
}

/** Returns the URNs by which Pulumi finds a resource: its own first, and those of all aliases, inherited ones included. */
export async function knownUrns(resource: pulumi.Resource): Promise<[string, ...string[]]> {
    const { urn, __aliases: aliases = [], __parentResource: parent } = resource as Declared;
    const own = await valueOf(urn);
    const given = await Promise.all(aliases.map(valueOf));
    const [parentUrn = "", ...parentAliases] = parent === undefined ? [] : await knownUrns(parent);
    const inherited = parentAliases.flatMap((alias) =>
        [own, ...given].map((one) =>
            valueOf(pulumi.createUrn(renamed(nameIn(one), parentUrn, alias), typeIn(one), alias)),
        ),
    );
    return [own, ...new Set([...given, ...(await Promise.all(inherited))])];
}

/** Returns the name by which Pulumi looks for a child below an alias: with the alias's name where it began with the parent's. */
export function renamed(child: string, parent: string, alias: string): string {
    return child.startsWith(nameIn(parent)) ? `${nameIn(alias)}${child.slice(nameIn(parent).length)}` : child;
}

/** Returns the types of the parents and of the resource in a URN, `urn:pulumi:STACK::PROJECT::TYPES::NAME`. */
export function typesIn(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** Returns the name in a URN. */
export function nameIn(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function typeIn(urn: string): string {
    return typesIn(urn).split("$").pop() ?? "";
}

/** Resolves to a URN, which previews know too. */
function valueOf(urn: pulumi.Input<string>): Promise<string> {
    return new Promise((resolve) => {
        pulumi.output(urn).apply(resolve);
    });
}
