import type { RouterTraits } from "../../../components/src/routers/model/router";
import { environment } from "./environment";

const metadata = { name: "e2e-router" };
const apiGroup = "rbac.authorization.k8s.io";

/** Lets the controller of the shared platform write the objects of a router; by itself it writes only Ingresses. */
export async function allowRouter({ controllerRules }: Pick<RouterTraits, "controllerRules">): Promise<void> {
    await (
        await environment()
    ).target.kubectl.apply([
        { apiVersion: `${apiGroup}/v1`, kind: "ClusterRole", metadata, rules: controllerRules },
        {
            ...{ apiVersion: `${apiGroup}/v1`, kind: "ClusterRoleBinding", metadata },
            roleRef: { apiGroup, kind: "ClusterRole", name: metadata.name },
            subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
        },
    ]);
}

/** Takes the permission back. */
export async function denyRouter(): Promise<void> {
    const { kubectl } = (await environment()).target;
    await kubectl.run(["delete", "clusterrole,clusterrolebinding", metadata.name, "--ignore-not-found"]);
}
