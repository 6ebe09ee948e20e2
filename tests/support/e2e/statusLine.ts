import type { TimedLine } from "../../../scripts/local/pulumiCli";

/** A parsed status line of the gate. */
export interface StatusLine {
    readonly status: string;
    readonly canary: number;
    readonly stable: number;
    readonly step: number;
    readonly steps: number;
    /** Time at which it was printed, in milliseconds since the epoch. */
    readonly at: number;
}

const format =
    /\[\d\d:\d\d:\d\d\] Status: (\w+) *\| Canary: *(\d+(?:\.\d+)?)% \| Stable: *(\d+(?:\.\d+)?)% \| Step: (\d+)\/(\d+)/;

/** The status lines in pulumi's output, in order, without the repetitions under Diagnostics. */
export function statusLines(lines: readonly TimedLine[]): StatusLine[] {
    const end = lines.findIndex(({ text }) => text.startsWith("Diagnostics:"));
    return lines.slice(0, end === -1 ? undefined : end).flatMap(({ text, at }) => {
        const match = format.exec(text);
        if (match === null) {
            return [];
        }
        const [canary = 0, stable = 0, step = 0, steps = 0] = match.slice(2).map(Number);
        return [{ status: match[1] ?? "", canary, stable, step, steps, at }];
    });
}
