import { createRequire } from "node:module";

type Answer = (error: { readonly code: number; readonly message: string }) => void;
type Configure = (call: Configuration, answer: Answer) => void;

/** The request by which Pulumi passes the configuration of all rules. */
interface Configuration {
    readonly request: { getPolicyconfigMap(): { keys(): Iterable<string> } };
}

interface Services {
    readonly configure?: Configure;
}

interface Grpc {
    readonly Server: { readonly prototype: { addService(definition: unknown, services: Services): void } };
}

const invalidArgument = 3;

/**
 * Makes the policy pack reject a configuration with names of rules that it does not have. The SDK gives each policy its
 * own settings, and drops all others in its gRPC server, where this looks at them first.
 */
export function rejectUnknownRules(names: readonly string[]): void {
    const { Server } = createRequire(require.resolve("@pulumi/policy"))("@grpc/grpc-js") as Grpc;
    const { prototype } = Server;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the server below
    const { addService } = prototype;
    prototype.addService = function (definition, services) {
        addService.call(this, definition, { ...services, ...checked(services, names) });
    };
}

function noRule(name: string): string {
    return `${name} is no rule`;
}

function checked({ configure }: Services, names: readonly string[]): Services {
    if (configure === undefined) {
        return {};
    }
    return {
        configure(call, answer) {
            const given = [...call.request.getPolicyconfigMap().keys()];
            const problems = given.filter((name) => name !== "all" && !names.includes(name)).map(noRule);
            if (problems.length === 0) {
                configure(call, answer);
            } else {
                const message = `the configuration of the policy pack is rejected: ${problems.join("; ")}`;
                answer({ code: invalidArgument, message });
            }
        },
    };
}
