import * as pulumi from "@pulumi/pulumi";
import { isPulumiManager } from "../kubernetes/fieldManagers";

/** The annotation with the stack that an object belongs to, as organization/project/stack. */
export const ownerAnnotation = "canary-delivery/stack";

/** The annotation's value on an object that its stack retained at its removal: any stack may go on with it. */
export const noOwner = "none";

/** Returns this program's stack as organization/project/stack, the value of {@link ownerAnnotation}. */
export function currentOwner(): string {
    return `${organization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}

function organization(): string {
    try {
        return pulumi.getOrganization();
    } catch {
        // Mocks need not have one; this is the name in backends without organizations.
        return "organization";
    }
}

/** Metadata of a live object, as far as it shows an owner. */
export interface OwnedMetadata {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager?: string; readonly operation?: string }[];
}

/**
 * The owner of an existing object: the stack, another stack or client, or, for an object that an earlier version of this
 * package applied without the annotation, unknown.
 */
export type Ownership = "own" | "foreign" | "unknown";

/** Returns the ownership that a live object's metadata shows to the stack `owner`. */
export function ownershipOf(metadata: OwnedMetadata, owner: string): Ownership {
    const stack = metadata.annotations?.[ownerAnnotation];
    if (stack !== undefined) {
        return stack === owner || stack === noOwner ? "own" : "foreign";
    }
    return isOfEarlierVersion(metadata) ? "unknown" : "foreign";
}

/**
 * Returns the stack that declares a live object: its name, or "a Pulumi stack" for an object of another program.
 * Undefined if Pulumi has not applied it, or has retained it.
 */
export function stackOf({ annotations, managedFields = [] }: OwnedMetadata): string | undefined {
    const stack = annotations?.[ownerAnnotation];
    if (stack !== undefined) {
        return stack === noOwner ? undefined : stack;
    }
    return isByPulumi(managedFields) ? "a Pulumi stack" : undefined;
}

function isByPulumi(managedFields: NonNullable<OwnedMetadata["managedFields"]>): boolean {
    return managedFields.some(({ manager = "" }) => isPulumiManager(manager));
}

/** True for objects as versions before the annotation applied them: definitions by themselves, others by Pulumi. */
function isOfEarlierVersion({ labels = {}, annotations = {}, managedFields = [] }: OwnedMetadata): boolean {
    const byPulumi = isByPulumi(managedFields);
    const ofComponent =
        annotations["pulumi.com/patchForce"] === "true" || labels["app.kubernetes.io/part-of"] === "canary-delivery";
    const definition = managedFields.some((one) => one.manager === "canary-delivery" && one.operation === "Apply");
    return definition || (byPulumi && (ofComponent || isOurNamespace(labels)));
}

/** The labels of an app's Namespace, and no others. */
const namespaceLabels = [
    "kubernetes.io/metadata.name",
    "pod-security.kubernetes.io/audit",
    "pod-security.kubernetes.io/enforce",
    "pod-security.kubernetes.io/warn",
];

function isOurNamespace(labels: Readonly<Record<string, string>>): boolean {
    return Object.keys(labels).sort().join() === namespaceLabels.join();
}
