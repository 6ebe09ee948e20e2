/** A host, and the paths that go to the app. */
export interface CanaryIngressRule {
    readonly host: string;
    /**
     * Path prefixes of the requests.
     * @default ["/"]
     */
    readonly paths?: readonly string[];
}

/** Returns the paths of a rule. */
export function pathsOf(rule: CanaryIngressRule): readonly string[] {
    return rule.paths ?? ["/"];
}
