import { type DeclaredStack, groupOf, isArgo, type KubernetesObject, namespaceOf } from "./objects";
import { podOf } from "./pods";
import { flatMapKnown, type Fields, fieldsAt, listAt, stringAt, UnknownValueMet, unknownValue } from "./value";

/** Reference to an object; cluster-scoped kinds have no namespace. */
export interface Reference {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
}

/**
 * Returns the referenced object, or undefined if it is not declared.
 *
 * @throws UnknownValueMet if an object of that kind has an unknown name, and so may be the referenced one
 */
export function find({ objects }: DeclaredStack, wanted: Reference): KubernetesObject | undefined {
    const candidates = objects.filter((one) => one.kind === wanted.kind && groupOf(one) === wanted.group);
    let unsure = false;
    let fitting: KubernetesObject | undefined;
    for (const candidate of candidates) {
        const { name, namespace } = fieldsAt(candidate.body, "metadata");
        if (name !== unknownValue && name !== wanted.name) {
            continue;
        }
        if (name === unknownValue || namespace === unknownValue) {
            unsure ||= namespace === unknownValue || mayBeOne(namespace, wanted.namespace);
        } else if ((namespace ?? undefined) === wanted.namespace) {
            return candidate;
        } else if (mayBeOne(namespace, wanted.namespace)) {
            fitting ??= candidate;
        }
    }
    if (fitting === undefined && unsure) {
        throw new UnknownValueMet();
    }
    return fitting;
}

/** True unless two namespaces differ. An absent one is set by a tool, such as Argo CD, to that of the other objects. */
function mayBeOne(one: unknown, other: unknown): boolean {
    return one === undefined || other === undefined || one === other;
}

/** Returns the objects of a kind in the namespace of an object, and those of which one has no namespace. */
export function inSameNamespace(stack: DeclaredStack, object: KubernetesObject, group: string, kind: string) {
    return stack.objects.filter((one) => one.kind === kind && groupOf(one) === group && shareNamespace(one, object));
}

/** True when two objects are in the same namespace, or one of them has none yet. */
export function shareNamespace(one: KubernetesObject, other: KubernetesObject): boolean {
    return mayBeOne(namespaceOf(one), namespaceOf(other));
}

/** Returns the Deployment whose pod template a Rollout uses; undefined without spec.workloadRef. */
export function referencedDeployment(stack: DeclaredStack, rollout: KubernetesObject): KubernetesObject | undefined {
    const name = isArgo(rollout, "Rollout") ? stringAt(rollout.body, "spec.workloadRef.name") : undefined;
    return name === undefined
        ? undefined
        : find(stack, { group: "apps", kind: "Deployment", name, namespace: namespaceOf(rollout) });
}

/** Returns the objects with the pods of canaried apps: Rollouts, and the Deployments that they refer to. */
export function canariedObjects(stack: DeclaredStack): ReadonlySet<KubernetesObject> {
    const rollouts = stack.objects.filter((object) => isArgo(object, "Rollout"));
    const deployments = flatMapKnown(rollouts, (rollout) => [referencedDeployment(stack, rollout)]);
    return new Set([...rollouts, ...deployments].filter((object) => object !== undefined));
}

/** Returns the objects of some kinds; with Rollouts also the Deployments that they refer to. */
export function objectsOfKinds(stack: DeclaredStack, kinds: readonly string[]): readonly KubernetesObject[] {
    const canaried = kinds.includes("Rollout") ? canariedObjects(stack) : new Set();
    return stack.objects.filter((object) => kinds.includes(object.kind) || canaried.has(object));
}

/** Returns the labels of a workload's pods; undefined if they are not declared in the stack. */
export function podLabelsOf(stack: DeclaredStack, workload: KubernetesObject): Fields | undefined {
    const pod = podOf(referencedDeployment(stack, workload) ?? workload);
    return pod === undefined ? undefined : fieldsAt(pod, "metadata.labels");
}

/** Returns the names of the Services that an Ingress sends requests to. */
export function backendsOf(ingress: KubernetesObject): readonly string[] {
    const fallback = stringAt(ingress.body, "spec.defaultBackend.service.name");
    return [...new Set([...(fallback === undefined ? [] : [fallback]), ...pathBackendsOf(ingress)])];
}

/** Returns the Services of an Ingress's paths: the controller checks and copies only these in a base Ingress. */
export function pathBackendsOf(ingress: KubernetesObject): readonly string[] {
    const paths = listAt(ingress.body, "spec.rules").flatMap((rule) => listAt(rule, "http.paths"));
    const names = paths.map((path) => stringAt(path, "backend.service.name"));
    return [...new Set(names.filter((name) => name !== undefined))];
}
