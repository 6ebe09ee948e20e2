/**
 * Prints a line in the output of `pulumi up`: the engine forwards the output of providers.
 *
 * Exits if the engine was killed: a gate that continued would act in parallel with the next update's gate. Pulumi's
 * host for dynamic providers does not exit by itself then, but spins on its own failing writes.
 */
export function printLine(line: string): void {
    process.stdout.write(`${line}\n`, (error) => {
        if (error) {
            process.exit(1);
        }
    });
}
