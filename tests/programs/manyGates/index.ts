import { CanaryApp, SyntheticTraffic, withOwnershipCheck } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const checked = withOwnershipCheck("ownership", { provider }, cluster);
const name = config.require("namespace");
const namespace = new k8s.core.v1.Namespace(name, { metadata: { name } }, checked).metadata.name;
const faulty = config.get("faulty");

/** Requests of a pod, so small that all of them fit on a node of two CPUs next to other specs. */
const requests = { cpu: "5m", memory: "64Mi" };

/** Gives a generator of traffic the small requests. */
const small: pulumi.ResourceTransformation = ({ type, props, opts }) => {
    if (type !== "kubernetes:apps/v1:Deployment") {
        return undefined;
    }
    const { spec } = props as { spec: { template: { spec: { containers: object[] } } } };
    const [container] = spec.template.spec.containers;
    const template = {
        ...spec.template,
        spec: { ...spec.template.spec, containers: [{ ...container, resources: { requests } }] },
    };
    return { props: { ...props, spec: { ...spec, template } }, opts };
};

for (const app of config.requireObject<string[]>("apps")) {
    const host = `${app}.local`;
    const { ingresses } = new CanaryApp(
        app,
        {
            ...{ name: app, namespace, image: config.require("image"), scale: { replicas: 1 } },
            ingresses: [{ ingressClass: "nginx", rules: [{ host }] }],
            pod: { env: app === faulty ? { FAULT_ERROR_RATE: "0.5" } : {}, resources: { requests } },
            steps: [{ setWeight: 50 }, { pause: { duration: "30s" } }, { setWeight: 100 }],
            analysis: {
                ...{ p99LatencyMilliseconds: 2000, successRatePercent: 95, window: "20s" },
                ...{ initialDelay: "8s", interval: "6s", failureLimit: 1, consecutiveErrorLimit: 2 },
                prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
            },
            scrapeInterval: "2s",
            gate: { ...cluster, timeoutSeconds: 300 },
        },
        { providers: { kubernetes: provider } },
    );
    new SyntheticTraffic(
        `${app}-traffic`,
        {
            ...{ cluster, namespace, host, requestsPerSecond: 8 },
            url: "http://ingress-nginx-controller.ingress-nginx.svc",
        },
        { providers: { kubernetes: provider }, dependsOn: [...ingresses], transformations: [small] },
    );
}
