import { type RouterName, routerTraits } from "../../routers/traits";
import type { Permissions, PolicyRule } from "./rules";

const people = (verbs: readonly string[], ...resources: string[]): PolicyRule[] => [
    { apiGroups: ["argoproj.io"], resources, verbs },
];
const operated = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const objects = ["experiments", "analysistemplates", "clusteranalysistemplates", "analysisruns"];

/** Returns the permissions of the controller with these routers: those that each of them needs, and no others. */
export function argoRolloutsPermissionsFor(routers: readonly RouterName[]): Permissions {
    const rules = [...new Set(routers)].flatMap((name) => routerTraits[name].controllerRules);
    return { ...argoRolloutsPermissions, everywhere: [...argoRolloutsPermissions.everywhere, ...rules] };
}

/** The Argo Rollouts controller, with nginx as its only traffic router. */
export const argoRolloutsPermissions: Permissions = {
    account: "argo-rollouts",
    namespace: "argo-rollouts",
    everywhere: [
        {
            apiGroups: ["argoproj.io"],
            resources: ["rollouts", "rollouts/status", "rollouts/finalizers"],
            verbs: ["get", "list", "watch", "update", "patch"],
        },
        {
            apiGroups: ["argoproj.io"],
            resources: ["analysisruns", "analysisruns/finalizers", "experiments", "experiments/finalizers"],
            verbs: ["create", "get", "list", "watch", "update", "patch", "delete"],
        },
        {
            apiGroups: ["argoproj.io"],
            resources: ["analysistemplates", "clusteranalysistemplates"],
            verbs: ["get", "list", "watch"],
        },
        {
            apiGroups: ["apps"],
            resources: ["replicasets"],
            verbs: ["create", "get", "list", "watch", "update", "patch", "delete"],
        },
        {
            apiGroups: ["", "apps"],
            resources: ["deployments", "podtemplates"],
            verbs: ["get", "list", "watch", "update"],
        },
        {
            apiGroups: [""],
            resources: ["services"],
            verbs: ["get", "list", "watch", "patch", "create", "delete"],
        },
        { apiGroups: [""], resources: ["pods"], verbs: ["list", "update", "watch"] },
        { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
        { apiGroups: [""], resources: ["events"], verbs: ["create", "update", "patch"] },
        {
            apiGroups: ["networking.k8s.io", "extensions"],
            resources: ["ingresses"],
            verbs: ["create", "get", "list", "watch", "update", "patch"],
        },
        {
            apiGroups: ["batch"],
            resources: ["jobs"],
            verbs: ["create", "get", "list", "watch", "update", "patch", "delete"],
        },
    ],
    own: [
        { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
        { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["get", "list", "watch"] },
    ],
    denied: [
        { apiGroups: ["networking.istio.io"], resources: ["virtualservices", "destinationrules"], verbs: ["*"] },
        { apiGroups: ["split.smi-spec.io"], resources: ["trafficsplits"], verbs: ["*"] },
        {
            apiGroups: ["getambassador.io", "x.getambassador.io"],
            resources: ["mappings", "ambassadormappings"],
            verbs: ["*"],
        },
        { apiGroups: [""], resources: ["endpoints"], verbs: ["get"] },
        { apiGroups: ["elbv2.k8s.aws", "eks.amazonaws.com"], resources: ["targetgroupbindings"], verbs: ["*"] },
        {
            apiGroups: ["appmesh.k8s.aws"],
            resources: ["virtualservices", "virtualnodes", "virtualrouters"],
            verbs: ["*"],
        },
        { apiGroups: ["traefik.containo.us", "traefik.io"], resources: ["traefikservices"], verbs: ["*"] },
        { apiGroups: ["apisix.apache.org"], resources: ["apisixroutes"], verbs: ["*"] },
    ],
    people: {
        "argo-rollouts-aggregate-to-admin": people(
            operated,
            "rollouts",
            "rollouts/scale",
            "rollouts/status",
            ...objects,
        ),
        "argo-rollouts-aggregate-to-edit": people(
            operated,
            "rollouts",
            "rollouts/scale",
            "rollouts/status",
            ...objects,
        ),
        "argo-rollouts-aggregate-to-view": people(["get", "list", "watch"], "rollouts", "rollouts/scale", ...objects),
    },
};
