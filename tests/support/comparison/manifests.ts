import type { Json, Situation } from "./situation";

/** The Prometheus of the shared platform. */
export const prometheusAddress = "http://prometheus-kube-prometheus-prometheus.monitoring:9090";

/** The host of a situation's requests. */
export function hostOf({ name }: Situation): string {
    return `${name}.comparison.local`;
}

/** Returns all objects of a situation's first version. */
export function manifestsOf(situation: Situation, image: string): Json[] {
    const { name, inDeployment, templates } = situation;
    const template = podTemplate(situation, image);
    const selector = { matchLabels: { app: name } };
    const rollout = {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Rollout",
        metadata: { name },
        spec: {
            replicas: 2,
            ...(inDeployment
                ? { workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name } }
                : { selector, template }),
            ...situation.rollout,
        },
    };
    const deployment = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name },
        spec: { replicas: 0, selector, template },
    };
    return [
        ...services(situation),
        ...ingresses(situation),
        ...Object.entries(templates?.(image) ?? {}).map(([key, spec]) => ({
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AnalysisTemplate",
            metadata: { name: templateOf(name, key) },
            spec,
        })),
        podMonitor(name),
        ...(inDeployment ? [deployment] : []),
        rollout,
    ];
}

/** The name of one of a situation's AnalysisTemplates. */
export function templateOf(name: string, key: string): string {
    return `${name}-${key}`;
}

function podTemplate({ name, container }: Situation, image: string): Json {
    return {
        metadata: { labels: { app: name } },
        spec: {
            terminationGracePeriodSeconds: 10,
            containers: [
                {
                    name: "app",
                    image,
                    ports: [
                        { name: "http", containerPort: 8080 },
                        { name: "metrics", containerPort: 9464 },
                    ],
                    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 2 },
                    resources: { requests: { cpu: "5m", memory: "48Mi" } },
                    ...container,
                },
            ],
        },
    };
}

/** The Service of all pods, and those of the two versions. */
function services({ name }: Situation): Json[] {
    return ["root", "stable", "canary"].map((role) => ({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `${name}-${role}` },
        spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    }));
}

function ingresses(situation: Situation): Json[] {
    const { name, routing = "none" } = situation;
    const ingress = (object: string, ingressClassName: string, service: string, port: Json, host?: string) => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: object },
        spec: {
            ingressClassName,
            rules: [
                {
                    host,
                    http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: service, port } } }] },
                },
            ],
        },
    });
    const entrance = routing === "none" ? "root" : "stable";
    const served = ingress(name, "nginx", `${name}-${entrance}`, { name: "http" }, hostOf(situation));
    // No ALB is here: the controller writes its annotations, and nginx sends all requests to stable.
    const annotated = ingress(`${name}-alb`, "alb", `${name}-root`, { name: "use-annotation" });
    return routing === "alb" ? [served, annotated] : [served];
}

function podMonitor(name: string): Json {
    return {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name },
        spec: {
            selector: { matchLabels: { app: name } },
            podTargetLabels: ["rollouts-pod-template-hash"],
            podMetricsEndpoints: [
                { port: "metrics", interval: "2s", relabelings: [{ targetLabel: "job", replacement: name }] },
            ],
        },
    };
}

/** Returns the canary strategy's routing of a situation's name. */
export function routedBy(routing: "nginx" | "alb", name: string): Json {
    const routers = {
        nginx: { nginx: { stableIngress: name } },
        alb: { alb: { ingress: `${name}-alb`, rootService: `${name}-root`, servicePort: 80 } },
    };
    return {
        canaryService: `${name}-canary`,
        stableService: `${name}-stable`,
        trafficRouting: routers[routing],
    };
}
