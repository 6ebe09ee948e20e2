import * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "../provider/clusterArgs";
import { componentAnnotation, knownComponents } from "./component";
import { definitionReference, formatReference, type ObjectReference } from "./objectReference";
import { currentOwner, ownerAnnotation } from "./owner";
import { OwnershipCheck } from "./resource";

/** The cluster of the objects, and what to do next to those of other owners. */
export interface OwnershipArgs extends ClusterArgs {
    /**
     * Lines of the error, with actions in addition to other names and a handover.
     * @default - none
     */
    readonly alternatives?: readonly string[];
}

/** Transformations that check objects: a component whose options have one adds no second check. */
const checking = new WeakSet<pulumi.ResourceTransformation>();

/**
 * Returns resource options with which an update fails before it takes over a Kubernetes object that exists and is not
 * this stack's. They apply to a resource, and to all Kubernetes children of a component; one error lists the objects of
 * all resources that are declared with them at once. Previews do not contact the cluster.
 *
 * Each object gets the annotation `canary-delivery/stack`.
 *
 * @param name the name of the check among the resources
 */
export function withOwnershipCheck<Options extends pulumi.ResourceOptions>(
    name: string,
    opts: Options | undefined,
    args: OwnershipArgs,
): Options {
    return checked(name, opts, args, () => ({}));
}

/** Returns a component's options with a check of its objects, unless the caller's options have one. */
export function withOwnCheck<Options extends pulumi.ResourceOptions>(
    name: string,
    opts: Options | undefined,
    args: OwnershipArgs,
): Options {
    if (opts?.transformations?.some((one) => checking.has(one)) === true) {
        return opts;
    }
    return checked(name, opts, args, ({ parent }) => (parent === undefined ? {} : { parent }));
}

function checked<Options extends pulumi.ResourceOptions>(
    name: string,
    opts: Options | undefined,
    args: OwnershipArgs,
    optionsOf: (first: pulumi.ResourceOptions) => pulumi.CustomResourceOptions,
): Options {
    let batch: Batch | undefined;
    let batches = 0;
    const transformation: pulumi.ResourceTransformation = ({ type, name: resource, props, opts: given }) => {
        const declared = props as Declared;
        const isObject = type.startsWith("kubernetes:") && !type.startsWith("kubernetes:index:");
        // Objects that are only read keep their owner.
        if (!(isObject && given.id === undefined) && !type.endsWith("/canary:CustomResourceDefinitions")) {
            return undefined;
        }
        if (batch === undefined || batch.closed) {
            batches += 1;
            batch = new Batch(batches === 1 ? name : `${name}-${String(batches)}`, args, optionsOf(given));
        }
        const references = referencesIn(declared);
        batch.objects.push(...references);
        const { parent } = given;
        if (parent !== undefined && hasComponent(declared)) {
            const known = ({ name: object }: ObjectReference) => knownComponents(parent, { resource, object });
            batch.components.push(
                ...references.map((one) => pulumi.output(one).apply((object) => pulumi.all([object, known(object)]))),
            );
        }
        return {
            props: isObject ? { ...declared, metadata: withOwner(declared.metadata) } : declared,
            opts: pulumi.mergeOptions(given, { dependsOn: [batch.check] }),
        };
    };
    checking.add(transformation);
    return { ...(opts as Options), transformations: [...(opts?.transformations ?? []), transformation] };
}

/** The objects that are declared at once, and their check. */
class Batch {
    readonly objects: Reference[] = [];
    /** The objects with the annotation of their component, and the components that may have declared them. */
    readonly components: pulumi.Output<[ObjectReference, string[]]>[] = [];
    readonly check: OwnershipCheck;
    closed = false;

    constructor(name: string, args: OwnershipArgs, opts: pulumi.CustomResourceOptions) {
        const { kubeconfig, kubeContext, alternatives = [] } = args;
        const closing = new Promise<void>((resolve) => {
            // After the constructors that run now, and what awaits them.
            setImmediate(() => {
                this.closed = true;
                resolve();
            });
        });
        const objects = pulumi.output(closing.then(() => this.objects)).apply(sorted);
        const components = pulumi.output(closing.then(() => this.components)).apply(byObject);
        this.check = new OwnershipCheck(name, { kubeconfig, kubeContext, objects, components, alternatives }, opts);
    }
}

function sorted(objects: readonly ObjectReference[]): string[] {
    const named = objects.filter(({ name }) => (name as string | undefined) !== undefined);
    return [...new Set(named.map(formatReference))].sort();
}

/** Returns the components by object; undefined without one, so that a state of an older version has no change. */
function byObject(components: readonly [ObjectReference, string[]][]): Record<string, string[]> | undefined {
    const entries = components.map(([object, known]): [string, string[]] => [formatReference(object), known]);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** An object, or definitions of a release, as a resource declares them. */
interface Declared {
    readonly apiVersion?: pulumi.Input<string>;
    readonly kind?: pulumi.Input<string>;
    readonly metadata?: pulumi.Input<Metadata>;
    readonly names?: readonly string[];
}

/** A reference; without a name until Pulumi generates one. */
type Reference = pulumi.Input<ObjectReference>;

interface Metadata {
    readonly name?: pulumi.Input<string>;
    readonly namespace?: pulumi.Input<string>;
    readonly annotations?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

function referencesIn({ apiVersion, kind, metadata = {}, names }: Declared): Reference[] {
    if (names !== undefined) {
        return names.map(definitionReference);
    }
    // Without its other fields, which may come from an object of the same check.
    const { name, namespace } = isPlain(metadata)
        ? metadata
        : {
              name: pulumi.output(metadata).apply((one) => one.name),
              namespace: pulumi.output(metadata).apply((one) => one.namespace),
          };
    return name === undefined ? [] : [pulumi.output({ apiVersion, kind, name, namespace }) as Reference];
}

function hasComponent({ metadata = {} }: Declared): boolean {
    const annotations = isPlain(metadata) ? metadata.annotations : undefined;
    return annotations !== undefined && isPlain(annotations) && componentAnnotation in annotations;
}

function withOwner(metadata: Declared["metadata"] = {}): Declared["metadata"] {
    const owner = { [ownerAnnotation]: currentOwner() };
    const annotated = ({ annotations = {}, ...rest }: Metadata): Metadata => ({
        ...rest,
        annotations: isPlain(annotations)
            ? { ...annotations, ...owner }
            : pulumi.output(annotations).apply((one) => ({ ...one, ...owner })),
    });
    // Only what is an Output becomes one: other fields are known in a preview.
    return isPlain(metadata) ? annotated(metadata) : pulumi.output(metadata).apply<Metadata>(annotated);
}

/** True for a value whose fields are known; false for an Output or a promise. */
function isPlain<T extends object>(value: pulumi.Input<T>): value is T {
    return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}
