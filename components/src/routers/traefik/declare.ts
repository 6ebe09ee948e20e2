import * as k8s from "@pulumi/kubernetes";
import { withoutPatchForce } from "../../kubernetes/patchForce";
import { initialWeights, type RouteDeclaration, servicePort } from "../model/declaration";
import { type CanaryRoute, pathsOf } from "../model/rule";
import type { TraefikRouterArgs } from "./args";
import { traefikTraits } from "./router";

const apiVersion = "traefik.io/v1alpha1";

/** Declares the TraefikService with both Services, and the IngressRoute that leads to it. */
export function declareTraefik({ routes, entryPoints, tlsSecret }: TraefikRouterArgs, app: RouteDeclaration) {
    const { name } = app;
    const services = [
        { name: app.stableService, port: servicePort, weight: initialWeights.stable },
        { name: app.canaryService, port: servicePort, weight: initialWeights.canary },
    ];
    const weighted = new k8s.apiextensions.CustomResource(
        app.resourceName(name),
        {
            apiVersion,
            kind: "TraefikService",
            metadata: app.metadata(name, { annotations: withoutPatchForce }),
            spec: { weighted: { services } },
        },
        app.child({ ignoreChanges: [...traefikTraits.ignoreChanges] }),
    );
    const rules = routes.map((rule) => ({
        kind: "Rule",
        match: matchOf(rule),
        services: [{ kind: "TraefikService", name }],
    }));
    const ingressRoute = new k8s.apiextensions.CustomResource(
        app.resourceName(name),
        {
            apiVersion,
            kind: "IngressRoute",
            metadata: app.metadata(name),
            spec: {
                ...(entryPoints && { entryPoints }),
                routes: rules,
                ...(tlsSecret !== undefined && { tls: { secretName: tlsSecret } }),
            },
        },
        app.child({ dependsOn: [weighted] }),
    );
    return [weighted, ingressRoute];
}

/** Returns the part of an app's Rollout that names its TraefikService. */
export function traefikRouting(name: string) {
    return { traefik: { weightedTraefikServiceName: name } };
}

/** Returns Traefik's rule for a host and its paths. */
function matchOf(rule: CanaryRoute): string {
    const { host } = rule;
    const paths = pathsOf(rule).filter((path) => path !== "/");
    const all = paths.length < pathsOf(rule).length || paths.length === 0;
    const prefixes = paths.map((path) => `PathPrefix(\`${path}\`)`).join(" || ");
    const matcher = host.startsWith("*.")
        ? `HostRegexp(\`^[^.]+\\.${host.slice(2).replaceAll(".", "\\.")}$\`)`
        : `Host(\`${host}\`)`;
    return all ? matcher : `${matcher} && (${prefixes})`;
}
