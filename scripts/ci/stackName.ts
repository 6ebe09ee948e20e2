/** The stack name without organization and project; files and environments are named after it. */
export function shortName(stack: string): string {
    return stack.split("/").at(-1) ?? stack;
}

/** The organization of ORGANIZATION/STACK and ORGANIZATION/PROJECT/STACK; undefined for pulumi's default. */
export function organizationOf(stack: string): string | undefined {
    const parts = stack.split("/");
    return parts.length > 1 ? parts[0] : undefined;
}

/**
 * Checks that `pulumi stack ls` has listed a stack of its project and organization. Listed names have no project, and
 * no organization if that is the default.
 */
export function isAmong(stack: string, listed: readonly string[]): boolean {
    const organization = organizationOf(stack);
    return listed.some(
        (name) => shortName(name) === shortName(stack) && [undefined, organization].includes(organizationOf(name)),
    );
}
