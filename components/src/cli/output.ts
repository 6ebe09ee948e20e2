/** The version of the documents that `--json` prints; docs/commands.md describes them. Raised when a field is removed or changes. */
export const documentVersion = 1;

/** Prints one line. */
export type Print = (line: string) => void;

/** Prints a document as one line of JSON. */
export function printJson(print: Print, document: object): void {
    print(JSON.stringify({ version: documentVersion, ...document }));
}

/** Prints a line to the standard error. */
export const toStderr: Print = (line) => {
    process.stderr.write(`${line}\n`);
};

/** Prints a line to the standard output. */
export const toStdout: Print = (line) => {
    process.stdout.write(`${line}\n`);
};
