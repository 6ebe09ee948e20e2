/** A host, and the paths that go to the app. */
export interface CanaryRoute {
    readonly host: string;
    /**
     * Path prefixes of the requests.
     * @default ["/"]
     */
    readonly paths?: readonly string[];
}

/** Returns the paths of a rule. */
export function pathsOf({ paths = ["/"] }: Pick<CanaryRoute, "paths">): readonly string[] {
    return paths;
}

/** Returns the names of the objects of an app's rules: the app's, and numbered ones after it. */
export function objectNames(app: string, rules: readonly CanaryRoute[]): string[] {
    return rules.map((_, index) => (index === 0 ? app : `${app}-${index}`));
}
