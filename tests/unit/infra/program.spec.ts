import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program from "../../../infra/index";
import { at } from "../../support/pulumi/mocks";
import { type ProgramRun, runProgram } from "../../support/pulumi/programRun";
import type { OtherStack } from "../../support/pulumi/stackReferences";
import { StackSettings, stringsOf, type Values } from "./stackSettings";

const baselineType = "pulumi-nodejs:dynamic/canary:RolloutBaseline";
const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";
const namespaceType = "kubernetes:core/v1:Namespace";
const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";
const trafficType = "kubernetes:apps/v1:Deployment";

/** The program itself, on a cluster that has the platform. */
describe("the program", function () {
    // The dynamic providers are serialized in each run.
    this.timeout(60_000);
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        pulumi.runtime.setAllConfig({});
        stack.remove();
    });

    const run = (
        values: Values,
        stacks: Record<string, OtherStack> = {},
        answering?: (type: string) => Promise<void> | void,
    ) => runProgram(program, stringsOf({ ...stack.good, platform: "existing", ...values }), stacks, answering);
    const one = ({ resources }: ProgramRun, type: string) => {
        const found = resources.filter((resource) => resource.type === type);
        assert.equal(found.length, 1, `${found.length} resources are ${type}`);
        return found[0] ?? assert.fail();
    };

    it("has traffic before it has a candidate: a baseline that waits for requests gets them", async () => {
        let traffic: () => void = () => undefined;
        const flows = new Promise<void>((resolve) => {
            traffic = resolve;
        });
        const { resources } = await run({ baseline: "registry/app:0", requestsPerSecond: "40" }, {}, (type) => {
            if (type === trafficType) {
                traffic();
            }
            return type === baselineType ? flows : undefined;
        });
        const made = resources.map(({ type }) => type);
        assert.ok(made.includes(trafficType));
        assert.ok(made.indexOf(rolloutType) > made.indexOf(baselineType));
    });

    it("keeps its namespace to restricted pods, and protects it and its Rollout if configured", async () => {
        const result = await run({ protect: "true" });
        const namespace = one(result, namespaceType);
        const kept = result.resources.filter(({ protect }) => protect).map(({ type }) => type);
        assert.deepEqual(kept.sort(), [rolloutType, namespaceType].sort());
        assert.deepEqual(at(namespace, "metadata.labels"), {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/warn": "restricted",
        });
    });

    it("neither changes nor checks a namespace that it does not create, and checks the objects inside", async () => {
        const checks = async (createNamespace: string) => {
            const result = await run({ createNamespace, requestsPerSecond: "40" });
            const found = result.resources.filter(({ type }) => type.endsWith(":OwnershipCheck"));
            const kinds = found.map((check) =>
                (at(check, "objects") as string[]).map((object) => object.split(" ")[1]),
            );
            return { namespace: one(result, namespaceType).inputs, kinds: kinds.flat() };
        };
        const created = await checks("true");
        assert.ok(created.kinds.includes("Namespace"));
        const { namespace, kinds } = await checks("false");
        assert.deepEqual(namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "demo" } });
        assert.deepEqual([...kinds].sort(), created.kinds.filter((kind) => kind !== "Namespace").sort());
        // Those of the app and those of its traffic.
        assert.ok(kinds.includes("Rollout") && kinds.includes("Deployment"), kinds.join());
    });

    it("runs on the platform of another stack, and passes its description on", async () => {
        const platform = {
            ingressClass: "internal",
            ingressUrl: "http://nginx.edge.svc",
            ingressNamespace: "edge",
            monitoringNamespace: "metrics",
            prometheusUrl: "http://prometheus.metrics:9090",
        };
        const outputs = {
            ...{ contractVersion: 1, ...platform, url: "http://shop.local", host: "shop.local", namespace: "shop" },
            ...{ rolloutName: "shop", stableService: "shop-stable", canaryService: "shop-canary" },
        };
        const platformStack = "organization/canary-delivery/dev";
        const values = { platform: "reference", platformStack, requestsPerSecond: "40" };
        const result = await run(values, { [platformStack]: { outputs } });
        assert.equal(result.outputs["contractVersion"], 1);
        for (const [name, value] of Object.entries(platform)) {
            assert.equal(result.outputs[name], value, name);
        }
        assert.equal(at(one(result, ingressType), "spec.ingressClassName"), "internal");
        const traffic = JSON.stringify(one(result, trafficType).inputs);
        assert.match(traffic, /http:\/\/nginx\.edge\.svc/);
        const template = one(result, "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate");
        assert.match(JSON.stringify(template.inputs), /"address":"http:\/\/prometheus\.metrics:9090"/);
        const policy = JSON.stringify(one(result, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs);
        assert.match(policy, /"edge".*"metrics"/);
        const installed = result.resources.filter(({ type }) => type === namespaceType).map(({ name }) => name);
        assert.deepEqual(installed, ["demo"]);
    });

    it("answers https where it has a certificate, and keeps to an autoscaler in place of a number of pods", async () => {
        const autoscaling = { minReplicas: 3, maxReplicas: 10 };
        const result = await run({ tlsSecret: "demo-tls", autoscaling, protect: "false" });
        assert.equal(result.outputs["url"], "https://demo.local");
        assert.deepEqual(at(one(result, ingressType), "spec.tls"), [{ hosts: ["demo.local"], secretName: "demo-tls" }]);
        assert.equal(at(one(result, rolloutType), "spec.replicas"), undefined);
        assert.equal(at(one(result, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"), "spec.maxReplicas"), 10);
        assert.equal(one(result, namespaceType).protect, false);
        assert.equal(one(result, rolloutType).protect, false);
    });

    it("gives the pods their ports, files and variables, and the strategy its fields", async () => {
        const result = await run({
            ...{ port: 8081, metricsPort: 9465, metricsPath: "/stats", env: { MODE: "fast" } },
            ...{ files: { "app.yaml": "a: 1" }, secretEnv: { TOKEN: "hidden" } },
            ...{ strategy: { revisionHistoryLimit: 5 }, progressDeadline: "90s" },
        });
        const rollout = one(result, rolloutType);
        assert.equal(at(rollout, "spec.revisionHistoryLimit"), 5);
        assert.equal(at(rollout, "spec.progressDeadlineSeconds"), 90);
        const [container] = at(rollout, "spec.template.spec.containers") as [Record<string, unknown>];
        assert.deepEqual(
            (container["ports"] as { containerPort: number }[]).map(({ containerPort }) => containerPort),
            [8081, 9465],
        );
        const variables = container["env"] as { name: string; value?: string }[];
        assert.equal(variables.find(({ name }) => name === "MODE")?.value, "fast");
        assert.ok(variables.some(({ name, value }) => name === "TOKEN" && value === undefined));
        assert.match(JSON.stringify(at(rollout, "spec.template.spec")), /app\.yaml|\/config/);
        assert.doesNotMatch(JSON.stringify(rollout.inputs), /hidden/);
        const monitor = one(result, "kubernetes:monitoring.coreos.com/v1:ServiceMonitor");
        assert.match(JSON.stringify(monitor.inputs), /"\/stats"/);
    });
});
