/**
 * Prints a line where `pulumi up` shows it: the engine passes on what a provider prints.
 *
 * When the engine was killed, nobody reads it, and this process has nobody left to work for: a gate that went on would
 * act beside the next update's. Pulumi's host for dynamic providers does not end by itself then, but spins on its own
 * failing writes.
 */
export function printLine(line: string): void {
    process.stdout.write(`${line}\n`, (error) => {
        if (error) {
            process.exit(1);
        }
    });
}
