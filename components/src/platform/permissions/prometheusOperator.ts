import type { Permissions } from "./rules";

const read = ["get", "list", "watch"];
const managed = [...read, "create", "update", "delete"];

/** The Prometheus operator: monitors of every namespace, but Prometheus itself in its own. */
export const prometheusOperatorPermissions: Permissions = {
    account: "prometheus-operator",
    namespace: "monitoring",
    everywhere: [
        {
            apiGroups: ["monitoring.coreos.com"],
            resources: ["servicemonitors", "podmonitors", "probes", "prometheusrules"],
            verbs: read,
        },
        { apiGroups: [""], resources: ["namespaces"], verbs: read },
        { apiGroups: [""], resources: ["events"], verbs: ["patch", "create"] },
        { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get"] },
    ],
    own: [
        { apiGroups: ["monitoring.coreos.com"], resources: ["prometheuses"], verbs: read },
        { apiGroups: ["monitoring.coreos.com"], resources: ["prometheuses/status"], verbs: ["update", "patch"] },
        { apiGroups: ["monitoring.coreos.com"], resources: ["prometheuses/finalizers"], verbs: ["update"] },
        { apiGroups: ["apps"], resources: ["statefulsets"], verbs: managed },
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: managed },
        { apiGroups: [""], resources: ["services"], verbs: ["get", "create", "update", "delete"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
    ],
    denied: [
        {
            apiGroups: ["monitoring.coreos.com"],
            resources: [
                ...["alertmanagers", "alertmanagers/finalizers", "alertmanagers/status", "alertmanagerconfigs"],
                ...["prometheusagents", "prometheusagents/finalizers", "prometheusagents/status"],
                ...["thanosrulers", "thanosrulers/finalizers", "thanosrulers/status"],
                ...["scrapeconfigs", "servicemonitors/status"],
            ],
            verbs: ["*"],
        },
        // The wildcard; the needed permissions are above.
        {
            apiGroups: ["monitoring.coreos.com"],
            resources: [
                ...["prometheuses", "prometheuses/finalizers", "prometheuses/status"],
                ...["servicemonitors", "podmonitors", "probes", "prometheusrules"],
            ],
            verbs: ["*"],
        },
        { apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["*"] },
        { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["*"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
        { apiGroups: [""], resources: ["services/finalizers", "endpoints", "nodes"], verbs: ["*"] },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["*"] },
    ],
};
