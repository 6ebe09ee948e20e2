/** Returns a check of paths by globs: true if one is the path, a folder of it, or the end of either; `*` stays within a name. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
    const patterns = globs.map(pattern);
    return (path) => patterns.some((one) => one.test(path));
}

function pattern(glob: string): RegExp {
    const parts =
        glob
            .replace(/^\.\//, "")
            .replace(/\/(\*\*)?$/, "")
            .match(/\*\*\/|\*\*|\*|\?|[^*?]+/g) ?? [];
    const source = parts.map((part) => wildcards.get(part) ?? part.replace(/[\\^$.|+()[\]{}]/g, "\\$&")).join("");
    return new RegExp(`(^|/)${source}(/|$)`);
}

const wildcards: ReadonlyMap<string, string> = new Map([
    ["**/", "(?:.*/)?"],
    ["**", ".*"],
    ["*", "[^/]*"],
    ["?", "[^/]"],
]);
