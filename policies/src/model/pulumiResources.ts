import { type DeclaredStack, type Gate, kubernetesObject, type KubernetesObject } from "./objects";
import { type Fields, isFields, unknownValue } from "./value";

/** A resource as Pulumi shows it to a policy. */
export interface PolicyResource {
    readonly type: string;
    readonly props: Readonly<Record<string, unknown>>;
    readonly urn: string;
}

const gateType = "pulumi-nodejs:dynamic/canary:RolloutGate";
const baselineType = "pulumi-nodejs:dynamic/canary:RolloutBaseline";
/** Marks a secret where Pulumi has not taken its wrapper off. */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** What some resources declare. */
export function declaredStack(resources: readonly PolicyResource[]): DeclaredStack {
    return {
        objects: resources.map(declaredObject).filter((object) => object !== undefined),
        gates: resources.filter(({ type }) => type === gateType).map(({ props }): Gate => ({ body: copy(props) })),
    };
}

/** The Kubernetes object that a resource declares, itself or, as a Rollout's baseline, by the way. */
export function declaredObject({ type, props, urn }: PolicyResource): KubernetesObject | undefined {
    const fields = copy(props);
    if (type === baselineType) {
        return kubernetesObject(fields["manifest"], urn);
    }
    // What is patched is somebody else's, and a patch says only a part of it.
    if (!type.startsWith("kubernetes:") || type.endsWith("Patch")) {
        return undefined;
    }
    // A stack is judged by its outputs, in which the cluster has filled in much that nobody declared.
    const inputs = fields["__inputs"];
    return kubernetesObject(isFields(inputs) ? inputs : fields, urn);
}

/**
 * A copy in which values that are not known yet are marked. Pulumi hands out proxies that throw where such a value is
 * read, so that a rule would end at the first one.
 */
function copy(props: Fields): Fields {
    return copied(props) as Fields;
}

function copied(value: unknown): unknown {
    if (Array.isArray(value)) {
        return Array.from({ length: value.length }, (_, index) => read(() => (value as unknown[])[index]));
    }
    if (!isFields(value)) {
        return value;
    }
    if (signatureKey in value && "value" in value) {
        return read(() => value["value"]);
    }
    return Object.fromEntries(Object.keys(value).map((key) => [key, read(() => value[key])]));
}

function read(field: () => unknown): unknown {
    let value: unknown;
    try {
        value = field();
    } catch {
        return unknownValue;
    }
    return copied(value);
}
