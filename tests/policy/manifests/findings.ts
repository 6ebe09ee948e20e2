/** A finding of `--output json`. */
export interface JsonFinding {
    readonly rule: string;
    readonly level: string;
    readonly subject: string;
    readonly found: string;
    readonly fix: string;
    readonly file: string;
    readonly line: number;
}

/** The output of `--output json`. */
export interface JsonOutput {
    readonly version: number;
    readonly summary: { readonly objects: number; readonly mandatory: number; readonly advisory: number };
    readonly findings: readonly JsonFinding[];
    readonly passedOver: readonly { readonly file: string; readonly reason: string }[];
}

export function jsonOf(stdout: string): JsonOutput {
    return JSON.parse(stdout) as JsonOutput;
}
