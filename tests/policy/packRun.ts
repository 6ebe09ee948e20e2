import { createRequire } from "node:module";
import type { PolicyResource as StackResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { policiesOf } from "../../policies/src/pack";
import type { Rule } from "../../policies/src/model/rule";
import { today } from "./ruleSpec";

// The engine's arguments of a policy: reading a value that a preview does not know throws. The package's types omit
// them.
const { unknownCheckingProxy, unknownStringValue } = createRequire(__filename)("@pulumi/policy/proxy") as {
    unknownCheckingProxy: <T extends object>(props: T) => T;
    unknownStringValue: string;
};

export { unknownStringValue };

/** A resource as a program declares it. */
export interface DeclaredResource {
    readonly type: string;
    readonly props: Record<string, unknown>;
    readonly urn: string;
    /** The provider's outputs, at the end. */
    readonly outputs?: Record<string, unknown>;
}

/** A report of a policy of the pack. */
export interface Reported {
    readonly policy: string;
    readonly message: string;
    readonly urn: string | undefined;
}

/** Runs the pack as the engine does: each resource by itself first, all of them together at the end. */
export async function runPack(
    rules: readonly Rule[],
    resources: readonly DeclaredResource[],
    config: Readonly<Record<string, object>> = {},
): Promise<Reported[]> {
    const policies = policiesOf(rules, () => new Date(`${today}T12:00:00Z`));
    const reported: Reported[] = [];
    const shared = (name: string) => ({
        getConfig: () => config[name] ?? {},
        stackTags: new Map<string, string>(),
        notApplicable: (): never => {
            throw new Error("no rule calls this");
        },
    });
    for (const { type, props, urn } of resources) {
        for (const policy of policies) {
            if ("validateResource" in policy && typeof policy.validateResource === "function") {
                const args = {
                    ...shared(policy.name),
                    ...seen({ type, props, urn }),
                } as unknown as ResourceValidationArgs;
                await policy.validateResource(args, (message) => reported.push({ policy: policy.name, message, urn }));
            }
        }
    }
    for (const policy of policies) {
        if ("validateStack" in policy) {
            const all = resources.map(({ type, props, urn, outputs }) => seen({ type, props: outputs ?? props, urn }));
            const args = { ...shared(policy.name), resources: all as StackResource[] } as StackValidationArgs;
            await policy.validateStack(args, (message, urn) => reported.push({ policy: policy.name, message, urn }));
        }
    }
    return reported;
}

function seen({ type, props, urn }: DeclaredResource) {
    return { type, urn, name: urn, props: unknownCheckingProxy(props) };
}
