/** A character with a meaning in a regular expression, outside of a character class. */
const special = /[\\.+*?()|[\]{}^$]/g;

/** Returns the regular expression that matches exactly this string. */
export function quoted(text: string): string {
    return text.replaceAll(special, "\\$&");
}

/** The parts of a regular expression that are read as a whole; any other character is one. */
const parts = [
    /\\Q(?:[^\\]|\\(?!E))*(?:\\E|$)/, // a literal string
    /\\[0-7]{2,3}|\\[^]/, // an escape
    /\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]/, // a character class
    /\(\?(?:<?[=!])?/, // the start of a special group
    /[^]/,
];
const part = new RegExp(parts.map(({ source }) => source).join("|"), "g");

/**
 * Returns the fault of a regular expression that Prometheus (RE2) is sure to reject; undefined for any other. Only
 * faults that no dialect of RE2 accepts: Prometheus itself has the last word.
 */
export function regexpProblem(pattern: string): string | undefined {
    let depth = 0;
    let before = "(";
    for (const [found] of pattern.matchAll(part)) {
        if (/^\(\?<?[=!]/.test(found)) {
            return "lookahead and lookbehind";
        }
        if (/^\\[1-9]$/.test(found)) {
            return "backreferences";
        }
        if (found === "\\") {
            return "a backslash at its end";
        }
        if (found === "[") {
            return "an unclosed [";
        }
        if (/^[*+?]$/.test(found) && (before === "(" || before === "|")) {
            return `a ${found} that repeats nothing`;
        }
        depth += found.startsWith("(") ? 1 : found === ")" ? -1 : 0;
        if (depth < 0) {
            return "an unopened )";
        }
        before = found;
    }
    return depth > 0 ? "an unclosed (" : undefined;
}

/** The flags and names of groups that JavaScript writes differently, or lacks; none changes what an empty string matches. */
const groupStart = /\(\?(?:P?<\w+>|[imsU-]+:)/g;
const flags = /\(\?[imsU-]+\)/g;

/** True when a regular expression certainly matches the empty string; one that only RE2 can read counts as not. */
export function matchesEmpty(pattern: string): boolean {
    try {
        return new RegExp(`^(?:${pattern.replaceAll(groupStart, "(?:").replaceAll(flags, "(?:)")})$`).test("");
    } catch {
        return false;
    }
}
