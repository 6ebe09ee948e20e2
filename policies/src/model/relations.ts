import { type DeclaredStack, groupOf, isArgo, type KubernetesObject, nameOf, namespaceOf } from "./objects";
import { podOf } from "./pods";
import { flatMapKnown, type Fields, fieldsAt, known, listAt, stringAt, UnknownValueMet, unknownValue } from "./value";

/** Which object is meant: its group, its kind, its name, and the namespace, which cluster-wide kinds have not. */
export interface Reference {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
}

/**
 * The object that is meant, or undefined where nobody declares it.
 *
 * Where an object of that kind has a name that is not known yet, nobody can say that the one looked for is missing.
 */
export function find({ objects }: DeclaredStack, wanted: Reference): KubernetesObject | undefined {
    const candidates = objects.filter((one) => one.kind === wanted.kind && groupOf(one) === wanted.group);
    const unsure: KubernetesObject[] = [];
    for (const candidate of candidates) {
        const metadata = fieldsAt(candidate.body, "metadata");
        const same = ([field, value]: [string, string | undefined]) =>
            metadata[field] === unknownValue || (metadata[field] ?? undefined) === value;
        const fields: [string, string | undefined][] = [
            ["name", wanted.name],
            ["namespace", wanted.namespace],
        ];
        if (fields.every(same)) {
            if (fields.every(([field]) => metadata[field] !== unknownValue)) {
                return candidate;
            }
            unsure.push(candidate);
        }
    }
    if (unsure.length > 0) {
        throw new UnknownValueMet();
    }
    return undefined;
}

/** The objects of a kind in the same namespace as another one. */
export function inSameNamespace(stack: DeclaredStack, object: KubernetesObject, group: string, kind: string) {
    const namespace = namespaceOf(object);
    return stack.objects.filter((one) => one.kind === kind && groupOf(one) === group && namespaceOf(one) === namespace);
}

/** The autoscaler of a workload. */
export function autoscalerOf(stack: DeclaredStack, workload: KubernetesObject): KubernetesObject | undefined {
    return inSameNamespace(stack, workload, "autoscaling", "HorizontalPodAutoscaler").find(({ body }) => {
        const target = fieldsAt(body, "spec.scaleTargetRef");
        return known(target["kind"]) === workload.kind && known(target["name"]) === nameOf(workload);
    });
}

/** The Deployment that a Rollout takes its pods from, where it has none of its own. */
export function referencedDeployment(stack: DeclaredStack, rollout: KubernetesObject): KubernetesObject | undefined {
    const name = isArgo(rollout, "Rollout") ? stringAt(rollout.body, "spec.workloadRef.name") : undefined;
    return name === undefined
        ? undefined
        : find(stack, { group: "apps", kind: "Deployment", name, namespace: namespaceOf(rollout) });
}

/** What makes the pods of canaried apps: Rollouts, and the Deployments that they take their pods from. */
export function canariedObjects(stack: DeclaredStack): ReadonlySet<KubernetesObject> {
    const rollouts = stack.objects.filter((object) => isArgo(object, "Rollout"));
    const deployments = flatMapKnown(rollouts, (rollout) => [referencedDeployment(stack, rollout)]);
    return new Set([...rollouts, ...deployments].filter((object) => object !== undefined));
}

/** The objects of some kinds; what is asked of Rollouts is asked of the Deployments, too, that they take their pods from. */
export function objectsOfKinds(stack: DeclaredStack, kinds: readonly string[]): readonly KubernetesObject[] {
    const canaried = kinds.includes("Rollout") ? canariedObjects(stack) : new Set();
    return stack.objects.filter((object) => kinds.includes(object.kind) || canaried.has(object));
}

/** The labels of the pods that a workload makes; undefined where somebody else declares them. */
export function podLabelsOf(stack: DeclaredStack, workload: KubernetesObject): Fields | undefined {
    const pod = podOf(referencedDeployment(stack, workload) ?? workload);
    return pod === undefined ? undefined : fieldsAt(pod, "metadata.labels");
}

/** The Services that an Ingress sends requests to. */
export function backendsOf(ingress: KubernetesObject): readonly string[] {
    const fallback = stringAt(ingress.body, "spec.defaultBackend.service.name");
    return [...new Set([...(fallback === undefined ? [] : [fallback]), ...pathBackendsOf(ingress)])];
}

/** The Services of its paths: all that the controller looks at in a base Ingress, and copies for the canary. */
export function pathBackendsOf(ingress: KubernetesObject): readonly string[] {
    const paths = listAt(ingress.body, "spec.rules").flatMap((rule) => listAt(rule, "http.paths"));
    const names = paths.map((path) => stringAt(path, "backend.service.name"));
    return [...new Set(names.filter((name) => name !== undefined))];
}
