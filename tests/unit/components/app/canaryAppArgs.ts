import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { CanaryApp, type CanaryAppArgs, validateCanaryApp } from "../../../../components/src/app";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";

/** The article's app, but for the times. */
export const args: CanaryAppArgs = {
    name: "ops-hardening-demo",
    namespace: "demo",
    image: "localhost/ops-hardening-demo:v1",
    ingresses: [{ ingressClass: "nginx", rules: [{ host: "demo.local" }] }],
    pod: { env: { FAULT_ERROR_RATE: "0.4", EMPTY: "" } },
    steps: [{ setWeight: 10 }, { pause: { duration: "30s" } }, { pause: { duration: 60 } }, { setWeight: 100 }],
    analysis: {
        initialDelay: "30s",
        interval: "30s",
        failureLimit: 1,
        consecutiveErrorLimit: 4,
        window: "2m",
        p99LatencyMilliseconds: 500,
        successRatePercent: 95,
        prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
    },
    analysisTemplateName: "ops-hardening-analysis",
    scrapeInterval: "5s",
    gate: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local", timeoutSeconds: 690 },
};

export const types = {
    service: "kubernetes:core/v1:Service",
    ingress: "kubernetes:networking.k8s.io/v1:Ingress",
    networkPolicy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    budget: "kubernetes:policy/v1:PodDisruptionBudget",
    autoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    monitor: "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    template: "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate",
    rollout: "kubernetes:argoproj.io/v1alpha1:Rollout",
    baseline: "pulumi-nodejs:dynamic/canary:RolloutBaseline",
    gate: "pulumi-nodejs:dynamic/canary:RolloutGate",
} as const;

/** Declares the app with some args changed. */
export async function declare(
    changed: Partial<CanaryAppArgs> = {},
    options: { preview?: boolean; opts?: pulumi.ComponentResourceOptions } = {},
): Promise<ResourceRecorder> {
    const recorder = await ResourceRecorder.start(options);
    new CanaryApp("ops-hardening-demo", { ...args, ...changed }, options.opts);
    await recorder.settle();
    return recorder;
}

/** The Rollout's one container, as declared. */
export function containerOf(recorder: ResourceRecorder): Record<string, unknown> {
    const containers = at(recorder.get(types.rollout), "spec.template.spec.containers") as Record<string, unknown>[];
    assert.equal(containers.length, 1);
    return containers[0] ?? {};
}

/** Returns the errors of the app with some args changed. */
export function errorsOf(changed: Partial<CanaryAppArgs>): string[] {
    return validateCanaryApp({ ...args, ...changed }).map(({ path, message }) => `${path} ${message}`);
}

/** A case's name, the changed args, and exactly the expected errors. */
export type RejectedCase = readonly [what: string, changed: Partial<CanaryAppArgs>, errors: readonly string[]];

/** Defines a test for each case. */
export function itIsRejected(cases: readonly RejectedCase[]): void {
    for (const [what, changed, errors] of cases) {
        it(`with ${what}`, () => {
            assert.deepEqual(errorsOf(changed), errors);
        });
    }
}
