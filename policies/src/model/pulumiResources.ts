import { type DeclaredStack, type Gate, kubernetesObject, type KubernetesObject } from "./objects";
import { type Fields, isFields, unknownValue } from "./value";

/** A resource as Pulumi passes it to a policy. */
export interface PolicyResource {
    readonly type: string;
    readonly props: Readonly<Record<string, unknown>>;
    readonly urn: string;
}

const gateType = "pulumi-nodejs:dynamic/canary:RolloutGate";
const baselineType = "pulumi-nodejs:dynamic/canary:RolloutBaseline";
/** Key of a secret that Pulumi has not unwrapped. */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Returns the objects and gates that some resources declare. */
export function declaredStack(resources: readonly PolicyResource[]): DeclaredStack {
    return {
        objects: resources.map(declaredObject).filter((object) => object !== undefined),
        gates: resources.filter(({ type }) => type === gateType).map(({ props }): Gate => ({ body: copy(props) })),
    };
}

/** Returns the Kubernetes object that a resource declares, a baseline's Rollout included. */
export function declaredObject({ type, props, urn }: PolicyResource): KubernetesObject | undefined {
    const fields = copy(props);
    if (type === baselineType) {
        return kubernetesObject(fields["manifest"], urn);
    }
    // A patched object belongs to another owner, and a patch holds only a part of it.
    if (!type.startsWith("kubernetes:") || type.endsWith("Patch")) {
        return undefined;
    }
    // Pulumi passes a stack's outputs, in which the cluster has set undeclared fields.
    const inputs = fields["__inputs"];
    return kubernetesObject(isFields(inputs) ? inputs : fields, urn);
}

/**
 * Returns a copy in which unknown values are marked. Pulumi passes proxies that throw when such a value is read, so
 * that a rule would end at the first one.
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
