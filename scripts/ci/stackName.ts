/** Without the organization and the project that may come first: what files and environments are named after. */
export function shortName(stack: string): string {
    return stack.split("/").at(-1) ?? stack;
}

/** What comes first in ORGANIZATION/STACK and ORGANIZATION/PROJECT/STACK; without it, pulumi's default is meant. */
export function organizationOf(stack: string): string | undefined {
    const parts = stack.split("/");
    return parts.length > 1 ? parts[0] : undefined;
}

/**
 * Whether a stack is among those that `pulumi stack ls` has named of its project and organization. It drops the
 * project, and the organization where that is the default one.
 */
export function isAmong(stack: string, listed: readonly string[]): boolean {
    const organization = organizationOf(stack);
    return listed.some(
        (name) => shortName(name) === shortName(stack) && [undefined, organization].includes(organizationOf(name)),
    );
}
