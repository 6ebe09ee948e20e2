/** A body of an object. */
type Body = Record<string, unknown>;

/**
 * Returns the objects of a number of apps in one namespace, five for each: a Rollout, the Deployment that it refers to,
 * its Service and its Ingress, and by turns a PodDisruptionBudget, a HorizontalPodAutoscaler and a ConfigMap. Every
 * object has a label that all share, as the kustomizations and charts of a company set it.
 */
export function fleet(apps: number): Body[] {
    return Array.from({ length: apps }, (_, index) => appBodies(`app-${index}`, index)).flat();
}

function appBodies(name: string, index: number): Body[] {
    const labels = { "app.kubernetes.io/part-of": "fleet", app: name };
    const object = (apiVersion: string, kind: string, spec: Body): Body => ({
        apiVersion,
        kind,
        metadata: { name, namespace: "demo", labels },
        spec,
    });
    const service = { name, port: { number: 80 } };
    const paths = [{ path: "/", pathType: "Prefix", backend: { service } }];
    const fifth = [
        object("policy/v1", "PodDisruptionBudget", { maxUnavailable: 1, selector: { matchLabels: labels } }),
        object("autoscaling/v2", "HorizontalPodAutoscaler", {
            scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name },
            minReplicas: 3,
            maxReplicas: 6,
        }),
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "demo", labels }, data: { app: name } },
    ];
    return [
        object("argoproj.io/v1alpha1", "Rollout", {
            workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name },
            strategy: { canary: { stableService: name, steps: [{ setWeight: 10 }] } },
        }),
        object("apps/v1", "Deployment", {
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: { containers: [{ name: "app", image: `registry.example.com/${name}:1.0.0` }] },
            },
        }),
        object("v1", "Service", { selector: labels, ports: [{ port: 80 }] }),
        object("networking.k8s.io/v1", "Ingress", { rules: [{ host: `${name}.example.com`, http: { paths } }] }),
        fifth[index % fifth.length] ?? {},
    ];
}
