import { readOutputs } from "@canary-delivery/components";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "./platform";
import type { AppSettings } from "./appSettings";

/**
 * The platform under the app of another stack of this program, as that stack's outputs describe it.
 *
 * @throws pulumi.RunError where the outputs cannot be read, or the two apps would be taken for one
 */
export async function referencePlatform(stack: string, app: AppSettings): Promise<Platform> {
    const own = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    if (stack === own) {
        throw new pulumi.RunError(`canary-delivery:platformStack must name another stack, got this one, ${own}`);
    }
    const other = await readOutputs(new pulumi.StackReference(stack));
    const problems = [
        // The queries have no namespace.
        sameProblem("name", app.name, other.rolloutName, "both would be one job in Prometheus"),
        sameProblem("namespace", app.namespace, other.namespace, "that stack owns it"),
        sameProblem("namespace", app.namespace, other.ingressNamespace, "the ingress controller is there"),
        sameProblem("namespace", app.namespace, other.monitoringNamespace, "Prometheus is there"),
    ].filter((problem) => problem !== undefined);
    if (problems.length > 0) {
        throw new pulumi.RunError(
            `stack ${stack} has the platform, and nothing was changed:\n  ${problems.join("\n  ")}`,
        );
    }
    const { ingressClass, ingressUrl, ingressNamespace, monitoringNamespace, prometheusUrl } = other;
    return { ingressClass, ingressUrl, ingressNamespace, monitoringNamespace, prometheusUrl, resources: [] };
}

function sameProblem(key: string, value: string, others: string, because: string): string | undefined {
    return value === others ? `canary-delivery:${key} must not be ${value}: ${because}` : undefined;
}
