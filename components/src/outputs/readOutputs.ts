import * as pulumi from "@pulumi/pulumi";
import { isNonEmptyString } from "../provider/inputs";
import { type AppOutputs, contractVersion, type PlatformOutputs, type VerdictOutputs } from "./contract";

type Plain<T> = { readonly [Field in keyof T]: pulumi.Unwrap<T[Field]> };

/** The outputs of a stack as plain values. The verdict is absent as long as no rollout has passed that stack's gate. */
export interface ReadOutputs extends PlatformOutputs, Plain<AppOutputs>, Partial<Plain<VerdictOutputs>> {
    readonly contractVersion: typeof contractVersion;
    /** The stack that they are read from. */
    readonly stack: string;
}

/** Each of these must be there, as a text. */
const texts = [
    ...["ingressClass", "ingressUrl", "ingressNamespace", "monitoringNamespace", "prometheusUrl"],
    ...["url", "host", "namespace", "rolloutName", "stableService", "canaryService"],
];
const verdict = ["outcome", "revision", "image", "evidence"];

/** What a secret is seen as here: its value is not for a plain field, nor for a message. */
const secret = Symbol("a secret");

/**
 * The outputs of another stack of this program, checked against the contract before anything is declared with them.
 *
 * @throws pulumi.RunError where the stack cannot be read, has no outputs yet, or keeps another version of the contract
 */
export async function readOutputs(reference: pulumi.StackReference): Promise<ReadOutputs> {
    const found = new Map<string, unknown>();
    for (const name of ["contractVersion", ...texts, ...verdict]) {
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

/** An output of a stack, undefined where it has none of this name. */
async function valueOf(reference: pulumi.StackReference, name: string): Promise<unknown> {
    try {
        const details: { value?: unknown; secretValue?: unknown } = await reference.getOutputDetails(name);
        const found = details.secretValue === undefined ? details.value : secret;
        // What the gate says is nothing to build on where it is not in plain.
        return found === null || (found === secret && verdict.includes(name)) ? undefined : found;
    } catch (error) {
        // The SDK's sentence is `failed to read resource #STACK 'NAME' [TYPE]: WHY`.
        const [, stack = "", why = String(error)] = /#(\S+) .*?\]: ([^]*)$/.exec(String(error)) ?? [];
        throw new pulumi.RunError(
            `stack ${stack} cannot be read: ${why.trim()}; name it as organization/project/stack, as \`pulumi stack ls --all\` ` +
                `lists it (the organization of a backend of one's own is "organization"), and run pulumi up there first`,
        );
    }
}

const noOutputs = "has no outputs: no update of it has succeeded yet; run pulumi up there until one does";

/** What keeps outputs from being read by this program, and what to do about it. */
function contractProblem(found: ReadonlyMap<string, unknown>): string | undefined {
    const wanted = `contract version ${contractVersion}`;
    const version = found.get("contractVersion");
    if (version === undefined) {
        return `has no contractVersion among its outputs, wanted is ${wanted}; run pulumi up there with the release that is used here, or name a stack of canary-delivery`;
    }
    if (version !== contractVersion) {
        const next =
            typeof version === "number" && version > contractVersion
                ? "use that stack's release here"
                : "run pulumi up there with the release that is used here";
        return `has outputs of contract version ${shown(version)}, wanted is ${wanted}; ${next}`;
    }
    const missing = texts.filter((name) => !found.has(name));
    if (missing.length > 0) {
        return `lacks the outputs ${missing.join(", ")}, which ${wanted} has; run pulumi up there with the release that is used here`;
    }
    const wrong = texts.filter((name) => !isNonEmptyString(found.get(name)));
    if (wrong.length > 0) {
        const got = wrong.map((name) => `${name} is ${shown(found.get(name))}`).join(", ");
        return `has outputs that ${wanted} has as texts in plain: ${got}; run pulumi up there with the release that is used here`;
    }
    return undefined;
}

function shown(value: unknown): string {
    return typeof value === "symbol" ? (value.description ?? "") : JSON.stringify(value);
}
