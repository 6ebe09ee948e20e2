import { readOutputs } from "@canary-delivery/components";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "./platform";
import type { AppSettings } from "./appSettings";

/**
 * Returns the platform of another stack of this program, from that stack's outputs.
 *
 * @throws pulumi.RunError if the outputs cannot be read, or the two apps have the same name or namespace
 */
export async function referencePlatform(stack: string, app: AppSettings): Promise<Platform> {
    const own = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    if (stack === own) {
        throw new pulumi.RunError(`canary-delivery:platformStack must name another stack, got this one, ${own}`);
    }
    const other = await readOutputs(new pulumi.StackReference(stack));
    const problems = [
        // The queries do not select by namespace.
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
