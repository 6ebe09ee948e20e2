import { setTimeout } from "node:timers/promises";
import type { StackOutputs } from "@canary-delivery/components";
import { invoke } from "@pulumi/pulumi/runtime/invoke";

// The SDK takes a stack trace for each of thousands of promises, and maps every frame of it to TypeScript: a fifth of a
// preview's time with Node's default of 10 frames. A user's mistake is shown without a stack trace in any case; to debug
// the program, remove this line.
Error.stackTraceLimit = 0;

// Pulumi awaits the function, and uses its result as outputs.
export = async (): Promise<StackOutputs> => {
    startDynamicProviders();
    // Until the request is sent: loading the program blocks the event loop.
    await setTimeout(20);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded before the request
    const { declare } = require("./program") as typeof import("./program");
    return declare();
};

/**
 * Lets the engine start the process of the dynamic providers, which takes as long as loading the program, at the same
 * time. Otherwise it starts at the first resource of theirs, on which all others wait.
 */
function startDynamicProviders(): void {
    // Any function: dynamic providers have none, and reject it when they are ready.
    invoke("pulumi-nodejs:dynamic:start", {}).catch(() => undefined);
}
