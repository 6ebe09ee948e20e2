import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { checkout } from "../../scripts/local/home";

/** The picture runs this many times as fast as the captured run. */
const speed = 5;

interface Line {
    /** Seconds of the day, from the line's time stamp. */
    readonly at: number;
    readonly text: string;
}

/**
 * Turns the output of scripts/demo into the lines of docs/images/demo.txt, "SECONDS TEXT": of the good and the bad
 * version the pauses, the end, and the first and last measurements.
 *
 * @throws Error if the output has no complete run of both
 */
export function capture(output: string): string[] {
    const updates = output.split(/^== pulumi up: /m).filter((update) => /^v[23],/.test(update));
    if (updates.length !== 2) {
        throw new Error(`the output must have the updates v2 and v3 of scripts/demo, got ${String(updates.length)}`);
    }
    let begin = 0;
    return updates.flatMap((update) => {
        const [title = "", ...rest] = update.split("\n");
        const result = rest.find((line) => line.startsWith("pulumi up "));
        const lines = shown(rest);
        const [first] = lines;
        if (first === undefined || result === undefined) {
            throw new Error(`the update ${title} must have gate lines and a result`);
        }
        const timed = lines.map(({ at, text: line }) => [begin + 1 + (at - first.at) / speed, line] as const);
        const end = (timed.at(-1)?.[0] ?? begin) + 0.5;
        const all = [[begin, `$ pulumi up   # ${title}`], ...timed, [end, result]] as const;
        begin = end + 1;
        return all.map(([at, line]) => `${String(Math.round(at * 10) / 10)} ${line}`);
    });
}

/** The pauses and the end, the first and the last good measurement, and every failed one. */
function shown(lines: readonly string[]): Line[] {
    const stamped = lines.flatMap((line) => {
        const [, hours, minutes, seconds] = /^\[(\d\d):(\d\d):(\d\d)\] (?:Status|Analysis): /.exec(line) ?? [];
        return seconds === undefined
            ? []
            : [{ at: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), text: line }];
    });
    const good = stamped.filter(({ text: line }) => line.includes("] Analysis: ") && !line.includes(" failed "));
    const kept = [good[0], good.length > 1 ? good.at(-1) : undefined];
    return stamped.filter(
        (line) => / Status: (Paused|Healthy|Degraded) |\] Analysis: .* failed /.test(line.text) || kept.includes(line),
    );
}

async function main(): Promise<void> {
    writeFileSync(join(checkout, "docs/images/demo.txt"), `${capture(await text(process.stdin)).join("\n")}\n`);
}

if (require.main === module) {
    void main();
}
