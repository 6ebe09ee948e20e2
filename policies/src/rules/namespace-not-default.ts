import { type KubernetesObject, groupOf, namespaceOf } from "../model/objects";
import { rule } from "../model/rule";
import { flag } from "../model/ruleSettings";

/** The kinds of which it is certain that a namespace is missing; of any other, one may be forbidden. */
const namespaced: readonly string[] = [
    "/ConfigMap",
    "/PersistentVolumeClaim",
    "/Pod",
    "/Secret",
    "/Service",
    "/ServiceAccount",
    "apps/DaemonSet",
    "apps/Deployment",
    "apps/ReplicaSet",
    "apps/StatefulSet",
    "argoproj.io/AnalysisTemplate",
    "argoproj.io/Rollout",
    "autoscaling/HorizontalPodAutoscaler",
    "batch/CronJob",
    "batch/Job",
    "monitoring.coreos.com/PodMonitor",
    "monitoring.coreos.com/Prometheus",
    "monitoring.coreos.com/ServiceMonitor",
    "networking.k8s.io/Ingress",
    "networking.k8s.io/NetworkPolicy",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
];

export default rule({
    name: "namespace-not-default",
    description: "Objects have a namespace of their own, which is not `default`.",
    why:
        "In `default` everybody's objects meet: names collide, a NetworkPolicy or a quota holds for strangers, and nobody " +
        "dares to remove anything.",
    fix: "set metadata.namespace to a namespace of the app",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {
        missing: flag(
            false,
            "Whether an object may leave its namespace to who applies it, as with Argo CD and kustomize",
        ),
    },
    eachObject(object, { missing }) {
        const namespace = namespaceOf(object);
        if (namespace === "default") {
            return [{ object, found: "is in the namespace default, must be in another" }];
        }
        const lacks = namespace === undefined && !missing && isNamespaced(object);
        return lacks ? [{ object, found: "has no namespace, which means default, must have one" }] : [];
    },
});

function isNamespaced(object: KubernetesObject): boolean {
    return namespaced.includes(`${groupOf(object)}/${object.kind}`);
}
