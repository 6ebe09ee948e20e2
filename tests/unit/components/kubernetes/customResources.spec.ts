import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
    AnalysisTemplate,
    type AnalysisTemplateSpec,
    type Inputs,
    PodMonitor,
    type PodMonitorSpec,
    Prometheus,
    PrometheusRule,
    type PrometheusRuleSpec,
    type PrometheusSpec,
    Rollout,
    type RolloutCanary,
    type RolloutSpec,
    ServiceMonitor,
    type ServiceMonitorSpec,
} from "../../../../components/src/kubernetes/customResources";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";

/**
 * Checked by the compiler in `npm run typecheck`: a spec has its fields, typed, and no others. A spec with open fields
 * (`any`, or an index) would accept a misspelt one. TypeScript itself rejects unknown fields of literals, so closed
 * fields are enough.
 */
type Holds<T extends true> = T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
/** True for a type that has this field, typed, and no open fields. */
type Closed<T, Field extends string> =
    IsAny<T> extends true
        ? false
        : string extends keyof T
          ? false
          : Field extends keyof T
            ? Not<IsAny<T[Field]>>
            : false;
type Not<T extends boolean> = T extends true ? false : true;
type Plain<T> = NonNullable<pulumi.Unwrap<T>>;

export type Checks = [
    Holds<Closed<RolloutSpec, "strategy">>,
    Holds<Not<Closed<RolloutSpec, "stratgey">>>,
    Holds<Closed<Plain<RolloutSpec["strategy"]>, "canary">>,
    Holds<Closed<RolloutCanary, "trafficRouting">>,
    Holds<Not<Closed<RolloutCanary, "traficRouting">>>,
    Holds<Closed<Plain<RolloutCanary["trafficRouting"]>, "nginx">>,
    Holds<Closed<Plain<Plain<RolloutCanary["steps"]>[number]>, "setWeight">>,
    Holds<Not<Closed<Plain<Plain<RolloutCanary["steps"]>[number]>, "setWeigth">>>,
    Holds<Closed<Plain<RolloutSpec["template"]>, "spec">>,
    Holds<Closed<AnalysisTemplateSpec, "metrics">>,
    Holds<Closed<Plain<Plain<AnalysisTemplateSpec["metrics"]>[number]>, "successCondition">>,
    Holds<Closed<ServiceMonitorSpec, "endpoints">>,
    Holds<Closed<Plain<Plain<ServiceMonitorSpec["endpoints"]>[number]>, "interval">>,
    Holds<Closed<PodMonitorSpec, "podMetricsEndpoints">>,
    Holds<Closed<PrometheusSpec, "retention">>,
    Holds<Closed<PrometheusRuleSpec, "groups">>,
    // Outputs may be at any depth, and lists may be readonly.
    Holds<pulumi.Output<number> extends RolloutSpec["replicas"] ? true : false>,
    Holds<readonly { readonly setWeight: pulumi.Output<number> }[] extends RolloutCanary["steps"] ? true : false>,
    // A string is not a number.
    Holds<Not<string extends RolloutSpec["replicas"] ? true : false>>,
    Holds<Same<Inputs<"a" | "b">, pulumi.Input<"a" | "b">>>,
];

describe("custom resources", () => {
    it("have the API version and the kind of their class, and the given fields", async () => {
        const recorder = await ResourceRecorder.start();
        const metadata = { name: pulumi.output("web"), namespace: "demo" };
        new Rollout("web", { metadata, spec: { replicas: pulumi.output(3) } });
        new AnalysisTemplate("web", { metadata, spec: { args: [{ name: "host", value: pulumi.output("a") }] } });
        new ServiceMonitor("web", { metadata, spec: { selector: {}, endpoints: [{ port: "metrics" }] } });
        new PodMonitor("web", { metadata, spec: { selector: {}, podMetricsEndpoints: [{ port: "metrics" }] } });
        new Prometheus("web", { metadata, spec: { retention: "24h" } });
        new PrometheusRule("web", { metadata, spec: { groups: [] } });
        await recorder.settle();
        const declared = recorder.resources.map(({ inputs }) => {
            assert.deepEqual(inputs["metadata"], { name: "web", namespace: "demo" });
            return `${String(inputs["apiVersion"])} ${String(inputs["kind"])}`;
        });
        assert.deepEqual(declared.sort(), [
            "argoproj.io/v1alpha1 AnalysisTemplate",
            "argoproj.io/v1alpha1 Rollout",
            "monitoring.coreos.com/v1 PodMonitor",
            "monitoring.coreos.com/v1 Prometheus",
            "monitoring.coreos.com/v1 PrometheusRule",
            "monitoring.coreos.com/v1 ServiceMonitor",
        ]);
        assert.equal(at(recorder.get("kubernetes:argoproj.io/v1alpha1:Rollout"), "spec.replicas"), 3);
    });
});
