import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { controllerKeysOf } from "../gate/model/prometheusAccess";
import type { AnalysisArgs } from "./args/analysis";
import type { Declaration } from "./services";

/**
 * Lets the controller read the Secrets that an app's AnalysisTemplate takes values from, and no others. Creates nothing
 * without a reader or a Secret.
 */
export function secretReader(
    name: string,
    analysis: AnalysisArgs,
    app: Declaration,
): readonly k8s.rbac.v1.RoleBinding[] {
    const { secretReader: reader, prometheusAccess = {}, args = [] } = analysis;
    const secrets = [
        ...controllerKeysOf(prometheusAccess).map((key) => key.name),
        ...args.flatMap(({ valueFrom = {} }) => ("secretKeyRef" in valueFrom ? valueFrom.secretKeyRef.name : [])),
    ];
    if (reader === undefined || secrets.length === 0) {
        return [];
    }
    const resourceNames = pulumi.all(secrets).apply((names) => [...new Set(names)].sort());
    const rules = [{ apiGroups: [""], resources: ["secrets"], resourceNames, verbs: ["get"] }];
    const role = new k8s.rbac.v1.Role(app.resourceName(name), { metadata: app.metadata(name), rules }, app.child());
    return [
        new k8s.rbac.v1.RoleBinding(
            app.resourceName(name),
            {
                metadata: app.metadata(name),
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
                subjects: [{ kind: "ServiceAccount", name: reader.serviceAccount, namespace: reader.namespace }],
            },
            app.child(),
        ),
    ];
}
