import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../../scripts/local/home";

/** One call of a serialized provider. */
export interface Call {
    /** The lines printed so far, as the engine would show them live. */
    readonly lines: string[];
    readonly answer: Promise<Answer>;
    /** Stops reading its output, as a killed engine does. */
    deafen(): void;
    /** The exit code of its process. */
    readonly ended: Promise<number | null>;
}

/** The answer: a value, or the fields of the error. */
export interface Answer {
    readonly value?: unknown;
    readonly error?: { message: string; id?: string; reasons?: string[]; properties?: Record<string, unknown> };
}

/** A provider as Pulumi stores it in the state: serialized, in a separate file. */
export class SerializedProvider {
    private constructor(
        readonly text: string,
        private readonly directory: string,
    ) {}

    /** A provider of a stub, or of the export of a stack. */
    static async of(text: string): Promise<SerializedProvider> {
        const directory = await mkdtemp(join(tmpdir(), "provider-"));
        await writeFile(join(directory, "provider.txt"), text);
        return new SerializedProvider(text, directory);
    }

    /** Calls a method in a new process that sees only the node_modules of this source tree. */
    call(method: string, ...args: unknown[]): Call {
        return this.callIn(checkout, method, ...args);
    }

    /** Calls a method in a new process in a folder, as pulumi-resource-pulumi-nodejs does in the project's folder. */
    callIn(cwd: string, method: string, ...args: unknown[]): Call {
        const script = `
            const text = require("node:fs").readFileSync(process.argv[1], "utf8");
            const provider = require(${JSON.stringify(require.resolve("require-from-string"))})(text).handler();
            const answer = (given) => process.send(given, () => process.disconnect());
            process.once("message", (args) => provider[process.argv[2]](...args).then(
                (value) => answer({ value }),
                ({ message, id, reasons, properties }) => answer({ error: { message, id, reasons, properties } }),
            ));`;
        const file = join(this.directory, "provider.txt");
        const child = spawn(process.execPath, ["-e", script, file, method], {
            cwd,
            stdio: ["ignore", "pipe", "inherit", "ipc"],
        });
        // Not as an argument: an old state exceeds the length limit.
        child.send(args);
        const lines: string[] = [];
        let rest = "";
        child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
            const parts = (rest + chunk).split("\n");
            rest = parts.pop() ?? "";
            lines.push(...parts);
        });
        const answer = new Promise<Answer>((resolve, reject) => {
            let given: Answer | undefined;
            child.on("message", (message) => {
                given = message as Answer;
            });
            child.on("close", (code) => {
                if (given === undefined) {
                    reject(new Error(`the provider's process ended with ${String(code)} and no answer`));
                } else {
                    resolve(given);
                }
            });
        });
        answer.catch(() => undefined);
        const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
        return { lines, answer, ended, deafen: () => child.stdout?.destroy() };
    }

    async remove(): Promise<void> {
        await rm(this.directory, { recursive: true });
    }
}
