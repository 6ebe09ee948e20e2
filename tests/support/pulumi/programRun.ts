import * as pulumi from "@pulumi/pulumi";
import type { DeclaredResource } from "./mocks";
import { type OtherStack, referenceState } from "./stackReferences";

/** What a program declared, and in which order. */
export interface ProgramRun {
    readonly resources: readonly (DeclaredResource & { readonly protect: boolean })[];
    /** Its stack outputs, with all that has resolved. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

interface RegisterRequest {
    getType(): string;
    getName(): string;
    getProtect(): boolean;
}

/**
 * Runs a program under mocks with these settings, whose keys have no prefix.
 *
 * @param answering is awaited before a resource that was declared is answered
 */
export async function runProgram(
    program: () => Promise<object>,
    settings: Readonly<Record<string, string>>,
    stacks: Readonly<Record<string, OtherStack>> = {},
    answering: (type: string) => Promise<void> | void = () => undefined,
): Promise<ProgramRun> {
    const guarded = new Set<string>();
    const declared: DeclaredResource[] = [];
    const keyed = Object.entries(settings).map(([key, value]) => [`canary-delivery:${key}`, value]);
    pulumi.runtime.setAllConfig(Object.fromEntries(keyed) as Record<string, string>, ["canary-delivery:secretEnv"]);
    await pulumi.runtime.setMocks(
        {
            async newResource(args) {
                const { type, name, provider = "" } = args;
                const inputs = args.inputs as Record<string, unknown>;
                declared.push({ type, name, inputs, provider });
                await answering(type);
                return { id: args.id ?? `${name}-id`, state: referenceState(args, stacks) ?? { ...inputs } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        },
        "canary-delivery",
        "test",
        false,
        "organization",
    );
    noteProtection(guarded);
    const outputs = await program();
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return {
        resources: declared.map((one) => ({ ...one, protect: guarded.has(`${one.type} ${one.name}`) })),
        outputs: await new Promise((resolve) =>
            pulumi.output(outputs).apply((values) => {
                resolve(values as Record<string, unknown>);
            }),
        ),
    };
}

/** The mocks do not hear of resource options; the monitor under them does. */
function noteProtection(guarded: Set<string>): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource: (request: RegisterRequest, callback: unknown) => unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        if (request.getProtect()) {
            guarded.add(`${request.getType()} ${request.getName()}`);
        }
        return register(request, callback);
    };
}
