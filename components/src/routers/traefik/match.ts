/** The requests that a rule of Traefik matches. */
export interface TraefikMatch {
    /** Hosts, and patterns of hosts; empty for all. */
    readonly hosts: readonly string[];
    /** Empty for all. */
    readonly paths: readonly string[];
    /** It takes only some requests of these, by a header or the like. */
    readonly selective: boolean;
}

/** Matchers by which a rule takes only some requests of a host and path. */
const selecting = ["ClientIP", "Header", "HeaderRegexp", "Headers", "HeadersRegexp", "Method", "Query", "QueryRegexp"];

/** Reads a rule such as Host(`a.example`) && PathPrefix(`/api`). */
export function matchOf(rule = ""): TraefikMatch {
    const prefixes = valuesOf(rule, "PathPrefix");
    return {
        hosts: [...valuesOf(rule, "Host"), ...valuesOf(rule, "HostRegexp")],
        paths: prefixes.includes("/") ? [] : [...prefixes, ...valuesOf(rule, "Path"), ...valuesOf(rule, "PathRegexp")],
        selective: isSelective(rule),
    };
}

/** Returns the values of a matcher, but those that it excludes; a pattern may have parentheses within its quotes. */
function valuesOf(rule: string, matcher: string): string[] {
    const calls = rule.matchAll(new RegExp(`(?<!!\\s*)\\b${matcher}\\(((?:\`[^\`]*\`|"[^"]*"|[^)])*)\\)`, "g"));
    return [...calls].flatMap(([, list = ""]) =>
        [...list.matchAll(/[`"]([^`"]+)[`"]/g)].map(([, value = ""]) => value),
    );
}

/** True for a rule each of whose alternatives has a selecting matcher; a negated one takes all the others. */
function isSelective(rule: string): boolean {
    const selects = (flat: string) =>
        flat.split("||").every((all) => all.split("&&").some((one) => one.trim() === "1")) ? "1" : "0";
    let reduced = rule
        .replace(/`[^`]*`|"[^"]*"/g, "")
        .replace(/(\w+)\([^()]*\)/g, (_, matcher: string) => (selecting.includes(matcher) ? "1" : "0"));
    for (let before = ""; before !== reduced;) {
        before = reduced;
        reduced = reduced.replace(/\(([^()]*)\)/g, (_, inner: string) => selects(inner));
    }
    return selects(reduced) === "1";
}
