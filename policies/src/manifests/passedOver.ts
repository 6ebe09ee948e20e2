/** Reasons for passing over a file, each with its count: one file, several files. */
const reasons = {
    excluded: ["excluded file", "excluded files"],
    hidden: ["hidden file", "hidden files"],
    package: ["file of node_modules", "files of node_modules"],
    chart: ["file of a Helm chart", "files of Helm charts"],
    kustomization: ["kustomization", "kustomizations"],
    patch: ["patch or other input of a kustomization", "patches and other inputs of kustomizations"],
    local: ["file of a tool", "files of tools"],
    other: ["file without apiVersion and kind", "files without apiVersion and kind"],
} as const;

/** A file that is not checked. */
export interface PassedOver {
    readonly file: string;
    readonly reason: keyof typeof reasons;
}

/** Counts files by reason, in one line; empty for none. */
export function counted(passedOver: readonly PassedOver[]): string {
    const counts = Object.entries(reasons).flatMap(([reason, [one, several]]) => {
        const count = passedOver.filter((file) => file.reason === reason).length;
        return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
    });
    return counts.length === 0 ? "" : `passed over: ${counts.join(", ")}\n`;
}

/** Describes a file that must not be passed over. */
export function strictProblem({ file, reason }: PassedOver): string {
    return `${file}: is passed over as ${reasons[reason][0]}, must be a manifest or excluded (--strict)`;
}
