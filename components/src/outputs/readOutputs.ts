import * as pulumi from "@pulumi/pulumi";
import { isNonEmptyString } from "../provider/inputs";
import { type AppOutputs, contractVersion, type PlatformOutputs, type VerdictOutputs } from "./contract";

type Plain<T> = { readonly [Field in keyof T]: pulumi.Unwrap<T[Field]> };

/** The outputs of a stack as plain values. The verdict is absent until a rollout has passed that stack's gate. */
export interface ReadOutputs extends PlatformOutputs, Plain<AppOutputs>, Partial<Plain<VerdictOutputs>> {
    readonly contractVersion: typeof contractVersion;
    /** The stack that the outputs belong to. */
    readonly stack: string;
}

/** Required outputs, all non-empty strings. */
const strings = [
    ...["ingressClass", "ingressUrl", "ingressNamespace", "monitoringNamespace", "prometheusUrl"],
    ...["url", "host", "namespace", "rolloutName", "stableService", "canaryService"],
];
const verdict = ["outcome", "revision", "image", "evidence", "report"];

/** Stands for a secret, whose value must not get into a plain field or a message. */
const secret = Symbol("a secret");

/**
 * Reads the outputs of another canary-delivery stack, and checks them against the contract before anything is declared
 * with them.
 *
 * @throws pulumi.RunError if the stack cannot be read, has no outputs yet, or has another version of the contract
 */
export async function readOutputs(reference: pulumi.StackReference): Promise<ReadOutputs> {
    const found = new Map<string, unknown>();
    for (const name of ["contractVersion", ...strings, ...verdict]) {
        const value = await valueOf(reference, name);
        if (value !== undefined) {
            found.set(name, value);
        }
    }
    const [stack, names] = await new Promise<[string, string[]]>((resolve) => {
        pulumi.all([reference.name, reference.outputs]).apply(([name, outputs]) => {
            resolve([name, Object.keys(outputs)]);
        });
    });
    const problem = names.length === 0 ? noOutputs : contractProblem(found);
    if (problem !== undefined) {
        throw new pulumi.RunError(`stack ${stack} ${problem}`);
    }
    return { stack, ...Object.fromEntries(found) } as unknown as ReadOutputs;
}

/** Returns an output of a stack; undefined if it has none of this name. */
async function valueOf(reference: pulumi.StackReference, name: string): Promise<unknown> {
    try {
        const details: { value?: unknown; secretValue?: unknown } = await reference.getOutputDetails(name);
        const found = details.secretValue === undefined ? details.value : secret;
        // A secret verdict counts as absent: nothing can be built on it.
        return found === null || (found === secret && verdict.includes(name)) ? undefined : found;
    } catch (error) {
        // The SDK's message is `failed to read resource #STACK 'NAME' [TYPE]: WHY`.
        const [, stack = "", why = String(error)] = /#(\S+) .*?\]: ([^]*)$/.exec(String(error)) ?? [];
        throw new pulumi.RunError(
            `stack ${stack} cannot be read: ${why.trim()}; name it as organization/project/stack, as \`pulumi stack ls --all\` ` +
                `lists it (the organization of a self-managed backend is "organization"), and run pulumi up there first`,
        );
    }
}

const noOutputs = "has no outputs: no update of it has succeeded yet; run pulumi up there until one does";

/** Returns why this program cannot use the outputs, and the remedy; undefined if it can. */
function contractProblem(found: ReadonlyMap<string, unknown>): string | undefined {
    const wanted = `contract version ${contractVersion}`;
    const version = found.get("contractVersion");
    if (version === undefined) {
        return `has no contractVersion among its outputs, expected ${wanted}; run pulumi up there with the release that is used here, or name a stack of canary-delivery`;
    }
    if (version !== contractVersion) {
        const next =
            typeof version === "number" && version > contractVersion
                ? "use that stack's release here"
                : "run pulumi up there with the release that is used here";
        return `has outputs of contract version ${shown(version)}, expected ${wanted}; ${next}`;
    }
    const missing = strings.filter((name) => !found.has(name));
    if (missing.length > 0) {
        return `lacks the outputs ${missing.join(", ")}, which ${wanted} has; run pulumi up there with the release that is used here`;
    }
    const wrong = strings.filter((name) => !isNonEmptyString(found.get(name)));
    if (wrong.length > 0) {
        const got = wrong.map((name) => `${name} is ${shown(found.get(name))}`).join(", ");
        return `has invalid outputs, ${wanted} requires plain (non-secret) strings: ${got}; run pulumi up there with the release that is used here`;
    }
    return undefined;
}

function shown(value: unknown): string {
    return typeof value === "symbol" ? (value.description ?? "") : JSON.stringify(value);
}
