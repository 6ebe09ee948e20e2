import { execa } from "execa";
import { UserError } from "../userError";
import { contextName } from "./network";

/** kubectl against one context of one kubeconfig. */
export class Kubectl {
    constructor(
        readonly program: string,
        readonly kubeconfig: string,
        readonly context: string = contextName,
    ) {}

    /** The trimmed standard output; throws a UserError with kubectl's message. */
    async run(args: readonly string[], input?: string): Promise<string> {
        const result = await execa(
            this.program,
            ["--kubeconfig", this.kubeconfig, "--context", this.context, ...args],
            {
                reject: false,
                ...(input === undefined ? { stdin: "ignore" as const } : { input }),
            },
        );
        if (result.failed) {
            throw new UserError(
                `kubectl ${args.slice(0, 3).join(" ")} failed: ${result.stderr.trim() || (result.shortMessage ?? "")}`,
            );
        }
        return result.stdout.trim();
    }

    /** The parsed answer of `kubectl get ... --output json`, or of `--raw`. */
    async json(args: readonly string[]): Promise<unknown> {
        return JSON.parse(await this.run(args));
    }

    /** Server-side apply of whole objects. */
    async apply(objects: readonly object[]): Promise<void> {
        await this.run(
            ["apply", "--server-side", "--force-conflicts", "--field-manager=canary-delivery", "--filename=-"],
            JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
        );
    }
}
