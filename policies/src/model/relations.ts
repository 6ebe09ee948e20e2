import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, groupOf, isArgo, type KubernetesObject, nameOf, namespaceOf, placeOf } from "./objects";
import { podOf } from "./pods";
import { flatMapKnown, type Fields, fieldsAt, knownOr, listAt, stringAt, UnknownValueMet, unknownValue } from "./value";

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
export function find({ objects }: DeclaredStack, { group, kind, name, namespace }: Reference) {
    const key = (one: unknown) => keyOf(group, kind, one);
    return onceFor(objects, byName).first(namespace, key(name), [key(unknownValue)]);
}

function byName(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => {
        const { name, namespace } = placeOf(object);
        return [{ namespace, key: keyOf(groupOf(object), object.kind, name) }];
    });
}

/** Returns the objects of a kind in the namespace of an object, and those of which one has no namespace. */
export function inSameNamespace({ objects }: DeclaredStack, object: KubernetesObject, group: string, kind: string) {
    const index = onceFor(objects, byKind);
    const key = keyOf(group, kind);
    if (index.unsureAt(key).length > 0) {
        throw new UnknownValueMet();
    }
    return index.at(namespaceOf(object), key);
}

function byKind(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => [
        { namespace: placeOf(object).namespace, key: keyOf(groupOf(object), object.kind) },
    ]);
}

/**
 * True when a Rollout refers to a Deployment for its pods.
 *
 * @throws UnknownValueMet if none does, and one may
 */
export function isReferenced({ objects }: DeclaredStack, deployment: KubernetesObject): boolean {
    const key = nameOf(deployment) ?? "";
    return onceFor(objects, byWorkload).first(namespaceOf(deployment), key, [keyOf(unknownValue)]) !== undefined;
}

function byWorkload(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => {
        const name = isArgo(object, "Rollout")
            ? knownOr(unknownValue, () => stringAt(object.body, "spec.workloadRef.name"))
            : undefined;
        return name === undefined ? [] : [{ namespace: placeOf(object).namespace, key: keyOf(name) }];
    });
}

/** Returns the Ingresses, in the namespace of an object, that send requests to a Service. */
export function ingressesTo({ objects }: DeclaredStack, object: KubernetesObject, service: string) {
    return onceFor(objects, byBackend).at(namespaceOf(object), service);
}

function byBackend(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => {
        const isIngress = object.kind === "Ingress" && groupOf(object) === "networking.k8s.io";
        const backends = isIngress ? knownOr([], () => backendsOf(object)) : [];
        return backends.map((key) => ({ namespace: placeOf(object).namespace, key }));
    });
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
