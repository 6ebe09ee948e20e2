import { type KubernetesObject, groupOf, namespaceOf } from "../model/objects";
import { rule } from "../model/rule";
import { flag } from "../model/ruleSettings";

/** Kinds that are known to need a namespace; other kinds may not have one. */
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
    "gateway.networking.k8s.io/HTTPRoute",
    "keda.sh/ScaledObject",
    "monitoring.coreos.com/PodMonitor",
    "monitoring.coreos.com/Prometheus",
    "monitoring.coreos.com/PrometheusRule",
    "monitoring.coreos.com/ServiceMonitor",
    "networking.istio.io/DestinationRule",
    "networking.istio.io/VirtualService",
    "networking.k8s.io/Ingress",
    "networking.k8s.io/NetworkPolicy",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
    "traefik.io/IngressRoute",
    "traefik.io/TraefikService",
];

export default rule({
    name: "namespace-not-default",
    description: "Objects have a namespace other than `default`.",
    why:
        "The namespace `default` mixes the objects of all apps: names collide, a NetworkPolicy or a quota applies to " +
        "unrelated pods, and no one dares to remove anything.",
    fix: "set metadata.namespace to a namespace of the app",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {
        missing: flag(false, "Accept objects without a namespace, which Argo CD or kustomize sets"),
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
