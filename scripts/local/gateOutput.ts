/** The lines of the gate in a message or an output, in order. */
export function gateLines(text: string): string[] {
    return text.split("\n").flatMap((line) => (/^\[\d\d:\d\d:\d\d\] /.test(line) ? [line.trimEnd()] : []));
}

/**
 * The line of the gate in a line of pulumi's output. Pulumi prefixes it with the name of the stack when the gate prints
 * it, and repeats it without the prefix under Diagnostics.
 */
export function gateLine(line: string): string | undefined {
    return /^ .{2,3}pulumi:pulumi:Stack .*?(\[\d\d:\d\d:\d\d\] .*)$/.exec(line)?.[1];
}

/** The gate's failure message in pulumi's output or in one of its messages, without pulumi's prefix. */
export function gateFailureOf(text: string): string | undefined {
    return /rollout \S+\/\S+ .*; .*/.exec(text)?.[0];
}

/** The path of the report that a gate's failure message names; undefined without one. */
export function reportIn(failure: string): string | undefined {
    return /; report: (.+report\.html)/.exec(failure)?.[1];
}

/** The path of the report that a line of the gate names, with or without the rollout's name; undefined without one. */
export function reportInLine(line: string): string | undefined {
    return /^\S+ (?:\S+: )?Note: report: (.+report\.html)$/.exec(line)?.[1];
}
