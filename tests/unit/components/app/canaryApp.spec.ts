import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AnalysisArgs, CanaryApp, type CanaryAppArgs, type CanaryGateArgs } from "../../../../components/src/app";
import { type HashedSpec, specHash } from "../../../../components/src/gate";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { args, containerOf, declare, types } from "./canaryAppArgs";

describe("CanaryApp", () => {
    let app: ResourceRecorder;
    before(async () => {
        app = await declare();
    });

    it("forces its fields of the Rollout, which the controller writes too", () => {
        assert.deepEqual(at(app.get(types.rollout), "metadata.annotations"), {
            "pulumi.com/patchForce": "true",
            "pulumi.com/patchFieldManager": "canary-delivery-pulumi",
            "pulumi.com/deletionPropagationPolicy": "background",
            "canary-delivery/component": "canary:index:CanaryApp::ops-hardening-demo",
            "canary-delivery/stack": "organization/canary-delivery/test",
        });
    });

    it("subscribes the Rollout to Argo's own notifications", async () => {
        const recorder = await declare({
            argoNotifications: [
                {
                    on: ["on-rollout-aborted", "on-rollout-completed"],
                    service: "slack",
                    recipients: ["shop", "deploys"],
                },
                { on: ["on-rollout-aborted"], service: "receiver" },
            ],
        });
        const annotations = at(recorder.get(types.rollout), "metadata.annotations") as Record<string, string>;
        const prefix = "notifications.argoproj.io/subscribe.";
        const found = Object.entries(annotations).flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
        );
        assert.deepEqual(Object.fromEntries(found), {
            "on-rollout-aborted.slack": "shop;deploys",
            "on-rollout-completed.slack": "shop;deploys",
            "on-rollout-aborted.receiver": "",
        });
    });

    it("keeps the gate's webhook secret, whether or not it was given as a secret", async () => {
        const webhook = {
            url: "https://hooks.example.com/T0K3N",
            secret: pulumi.output("a secret of more than 24 letters"),
        };
        const recorder = await declare({ gate: { ...args.gate, notifications: { webhook } } });
        const given = JSON.stringify(recorder.get(types.gate).inputs["notifications"]);
        assert.match(given, /4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270/);
    });

    it("takes values that come from other resources", async () => {
        const address = "http://prometheus.team:9090";
        const recorder = await declare({
            analysis: { ...args.analysis, prometheusAddress: pulumi.output(address) },
            ingresses: [
                {
                    ingressClass: pulumi.output("edge"),
                    rules: [{ host: "demo.local" }],
                    tls: [{ hosts: ["demo.local"], secretName: pulumi.output("demo-tls") }],
                    annotations: { "alb.ingress.kubernetes.io/certificate-arn": pulumi.output("arn:1") },
                },
            ],
            monitor: { kind: "ServiceMonitor", labels: { release: pulumi.output("prometheus") } },
        });
        const [metric] = at(recorder.get(types.template), "spec.metrics") as { provider: unknown }[];
        assert.equal((metric?.provider as { prometheus: { address: string } }).prometheus.address, address);
        assert.equal(at(recorder.get(types.gate), "prometheusAddress"), address);
        assert.equal(at(recorder.get("pulumi-nodejs:dynamic/canary:Preflight"), "prometheusAddress"), address);
        const ingress = recorder.get(types.ingress);
        assert.deepEqual(at(ingress, "spec.tls"), [{ hosts: ["demo.local"], secretName: "demo-tls" }]);
        const annotations = at(ingress, "metadata.annotations") as Record<string, string>;
        assert.equal(annotations["alb.ingress.kubernetes.io/certificate-arn"], "arn:1");
        assert.equal(at(recorder.get(types.monitor), "metadata.labels.release"), "prometheus");
    });

    it("takes hosts and thresholds that come from other resources", async () => {
        const host = pulumi.output("demo.example.com");
        const recorder = await declare({
            analysis: {
                ...args.analysis,
                p99LatencyMilliseconds: pulumi.output(300),
                successRatePercent: pulumi.output(98),
            },
            ingresses: [{ ingressClass: "edge", rules: [{ host }], tls: [{ hosts: [host], secretName: "demo-tls" }] }],
            monitoring: {},
        });
        const metrics = at(recorder.get(types.template), "spec.metrics") as { successCondition: string }[];
        assert.deepEqual(
            metrics.map(({ successCondition }) => successCondition),
            ["result[0] < 300", "result[0] >= 98"],
        );
        const preflight = recorder.get("pulumi-nodejs:dynamic/canary:Preflight");
        for (const judge of [at(recorder.get(types.gate), "judge"), at(preflight, "judge")]) {
            const { latencyBound, maxErrorShare } = judge as { latencyBound: number; maxErrorShare: number };
            assert.deepEqual([latencyBound, maxErrorShare], [300, 0.02]);
        }
        assert.deepEqual(at(preflight, "ingresses.0.hosts"), [{ host: "demo.example.com", paths: ["/"] }]);
        const ingress = recorder.get(types.ingress);
        assert.equal(at(ingress, "spec.rules.0.host"), "demo.example.com");
        assert.deepEqual(at(ingress, "spec.tls"), [{ hosts: ["demo.example.com"], secretName: "demo-tls" }]);
        assert.match(JSON.stringify(recorder.get("kubernetes:core/v1:ConfigMap").inputs), /300/);
    });

    it("overwrites manual edits of its objects", () => {
        const objects = app.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        assert.ok(objects.length >= 9);
        for (const object of objects) {
            const annotations = at(object, "metadata.annotations") as Record<string, string> | undefined;
            assert.equal(annotations?.["pulumi.com/patchForce"], "true", `${object.type} ${object.name}`);
        }
    });

    it("checks first that none of its objects exists, and marks each of them", async () => {
        const full = await declare({
            pod: { files: { "a.conf": "1" } },
            scale: { autoscaling: { minReplicas: 2, maxReplicas: 3 } },
        });
        const objects = full.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        const checked = at(full.get("pulumi-nodejs:dynamic/canary:OwnershipCheck"), "objects") as string[];
        const kinds = checked.map((object) => object.split(" ")[1]).sort();
        assert.deepEqual(kinds, objects.map(({ inputs }) => inputs["kind"]).sort());
        for (const object of objects) {
            const owner = (at(object, "metadata.annotations") as Record<string, string>)["canary-delivery/stack"];
            assert.equal(owner, "organization/canary-delivery/test", object.name);
        }
    });

    it("declares only what the controller's round-trip keeps: no empty list, no empty text", () => {
        const text = JSON.stringify(at(app.get(types.rollout), "spec"));
        assert.doesNotMatch(text, /\[\]|""|null/);
    });

    it("gates what it declares", () => {
        const { inputs } = app.get(types.gate);
        assert.equal(inputs["kubeconfig"], "/home/me/kubeconfig");
        assert.equal(inputs["kubeContext"], "local");
        assert.equal(inputs["namespace"], "demo");
        assert.equal(inputs["rolloutName"], "ops-hardening-demo");
        assert.equal(inputs["timeoutSeconds"], 690);
        assert.match(String(inputs["trigger"]), /^[0-9a-f]{64}$/);
        // The same Prometheus, metric and job as in the AnalysisTemplate.
        const [{ value: job }] = at(app.get(types.template), "spec.args") as [{ value: string }];
        assert.equal(inputs["job"], job);
        assert.equal(inputs["prometheusAddress"], args.analysis.prometheusAddress);
        assert.equal(inputs["requestsMetric"], "http_requests_total");
    });

    it("gives the gate a timeout from the steps, and its own defaults, if unset", async () => {
        const gate = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local", onPause: undefined };
        const { inputs } = (await declare({ gate })).get(types.gate);
        assert.equal(inputs["timeoutSeconds"], 690);
        assert.equal(inputs["onPause"], "promote");
    });

    it("declares pauses without a duration, and has the gate end them, where advance is proven", async () => {
        const timed = await declare({});
        const proven = await declare({ advance: "proven" });
        const stepsOf = (recorder: ResourceRecorder) =>
            at(recorder.get(types.rollout), "spec.strategy.canary.steps") as { pause?: { duration?: string } }[];
        const pauses = stepsOf(timed).flatMap(({ pause }, index) => (pause === undefined ? [] : [{ index, pause }]));
        assert.deepEqual(
            stepsOf(proven),
            stepsOf(timed).map((step) => (step.pause === undefined ? step : { pause: {} })),
        );
        assert.deepEqual(
            proven.get(types.gate).inputs["pauseSeconds"],
            Object.fromEntries(pauses.map(({ index, pause }) => [index, Number.parseInt(pause.duration ?? "")])),
        );
        assert.deepEqual(timed.get(types.gate).inputs["pauseSeconds"], {});
        const seconds = ({ inputs }: { inputs: Record<string, unknown> }) => inputs["timeoutSeconds"];
        assert.equal(seconds(proven.get(types.gate)), seconds(timed.get(types.gate)));
    });

    it("names its AnalysisTemplate after itself, unless the args name it", async () => {
        for (const [analysisTemplateName, name] of [
            [undefined, "ops-hardening-demo-analysis"],
            ["web", "web"],
        ]) {
            const recorder = await declare({ analysisTemplateName });
            assert.equal(recorder.get(types.template).name, name);
            assert.equal(at(recorder.get(types.template), "metadata.name"), name);
            assert.deepEqual(at(recorder.get(types.rollout), "spec.strategy.canary.analysis.templates"), [
                { templateName: name },
            ]);
        }
    });

    it("passes the gate its policy, a change of which does not gate a rollout again", async () => {
        const policy = {
            onPause: "wait",
            onInconclusive: "promote",
            onTimeout: "fail",
            retryAborted: true,
            verifyInitial: true,
            requestsMetric: "requests_total",
            minRequests: 7,
            requestsSelector: [{ label: "handler", operator: "!=", value: "/healthz" }],
            onTooFewRequests: "note",
            onWrongShare: "note",
            minMeasurements: 3,
            prometheusUrl: "https://prometheus.example.org",
        } as const;
        const { inputs } = (await declare({ gate: { ...args.gate, ...policy } })).get(types.gate);
        const declared = Object.fromEntries(Object.keys(policy).map((key) => [key, inputs[key]]));
        assert.deepEqual(declared, policy);
        assert.equal(inputs["trigger"], app.get(types.gate).inputs["trigger"]);
    });

    it("bakes the version at all of the traffic, before it becomes the stable one", async () => {
        const baked = await declare({
            bakeTime: "10m",
            advance: "proven",
            gate: { ...args.gate, timeoutSeconds: undefined },
        });
        const steps = at(baked.get(types.rollout), "spec.strategy.canary.steps") as unknown[];
        assert.deepEqual(steps.at(-1), { pause: {} });
        assert.equal(steps.length, args.steps.length + 1);
        const { pauseSeconds, timeoutSeconds } = baked.get(types.gate).inputs;
        assert.equal((pauseSeconds as Record<string, number>)[String(args.steps.length)], 600);
        assert.equal(timeoutSeconds, 90 + 600 + 600);
        const timed = await declare({ bakeTime: "10m", gate: { ...args.gate, timeoutSeconds: undefined } });
        const last = (at(timed.get(types.rollout), "spec.strategy.canary.steps") as unknown[]).at(-1);
        assert.deepEqual(last, { pause: { duration: "10m" } });
    });

    it("has the gate judge answers by the metrics and thresholds of the analysis, unless that is off", async () => {
        const judged = async (gate: Partial<CanaryGateArgs>, analysis: Partial<AnalysisArgs> = {}) =>
            (await declare({ gate: { ...args.gate, ...gate }, analysis: { ...args.analysis, ...analysis } })).get(
                types.gate,
            ).inputs["judge"];
        assert.equal(await judged({ judge: "off" }), undefined);
        assert.deepEqual(await judged({}, { p99LatencyMilliseconds: 300, successRatePercent: 95 }), {
            statusLabel: "status_code",
            maxErrorShare: 0.05,
            latencyMetric: "http_request_duration_milliseconds",
            latencyBound: 300,
            maxSlowShare: 0.01,
            onWorseThanStable: "abort",
            onOverThreshold: "abort",
        });
        const own = { onWorseThanStable: "note", onOverThreshold: "note", warmupSeconds: 30, designEffect: 2 } as const;
        const metrics = { statusLabel: "code", latencyMetric: "latency_ms", successRatePercent: 100 };
        const inputs = (await judged({ judge: own }, metrics)) as Record<string, unknown>;
        assert.deepEqual({ ...inputs, ...own }, inputs);
        assert.deepEqual(
            ["statusLabel", "latencyMetric", "maxErrorShare"].map((key) => inputs[key]),
            // The first error would reject a version that may have none.
            ["code", "latency_ms", 0.001],
        );
    });

    it("has the gate and the baseline count by the analysis' metric, unless the gate has its own", async () => {
        const analysis = { ...args.analysis, requestsMetric: "grpc_requests_total" };
        const counted = async (requestsMetric?: string) => {
            const gate = { ...args.gate, ...(requestsMetric !== undefined && { requestsMetric }) };
            const recorder = await declare({ analysis, gate, baseline: "localhost/ops-hardening-demo:v0" });
            return [types.gate, types.baseline].map((type) => recorder.get(type).inputs["requestsMetric"]);
        };
        assert.deepEqual(await counted(), ["grpc_requests_total", "grpc_requests_total"]);
        // An empty one counts as set: nothing is counted.
        assert.deepEqual(await counted(""), ["", ""]);
    });

    it("gates again when template, strategy or analysis changes, and not for the number of replicas", async () => {
        const trigger = (recorder: ResourceRecorder) => recorder.get(types.gate).inputs["trigger"];
        const changes: [boolean, Partial<CanaryAppArgs>][] = [
            [true, { image: "localhost/ops-hardening-demo:v2" }],
            [true, { pod: {} }],
            [true, { pod: { ...args.pod, metricsPort: 9100 } }],
            [true, { pod: { ...args.pod, files: { "app.yaml": "a: 1" } } }],
            [true, { steps: [{ setWeight: 10 }, { pause: { duration: "90s" } }, { setWeight: 100 }] }],
            [true, { startingStep: 0 }],
            [true, { dynamicStableScale: true }],
            [true, { analysis: { ...args.analysis, p99LatencyMilliseconds: 1 } }],
            [true, { analysis: { ...args.analysis, statusLabel: "code" } }],
            [false, { scale: { replicas: 3 } }],
            [false, { scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } } }],
            [false, { revisionHistoryLimit: 9 }],
            [false, { baseline: "localhost/ops-hardening-demo:v0" }],
            [false, { clients: { ingressNamespace: "ingress-nginx", monitoringNamespace: "monitoring" } }],
            [false, {}],
        ];
        for (const [differs, change] of changes) {
            const changed = trigger(await declare(change));
            assert.equal(changed !== trigger(app), differs, JSON.stringify(change));
        }
    });

    it("gates what was applied: the Rollout's uid, and the hash of its spec after every transform", async () => {
        const specOf = (recorder: ResourceRecorder) => at(recorder.get(types.rollout), "spec") as HashedSpec;
        const { specHash: hash, adopt } = app.get(types.gate).inputs;
        assert.deepEqual([hash, adopt], [specHash(specOf(app)), false]);
        const annotate: pulumi.ResourceTransformation = ({ type, props, opts }) => {
            if (type !== types.rollout) {
                return undefined;
            }
            const { spec } = props as { spec: { template: object } };
            const template = { ...spec.template, metadata: { annotations: { mesh: "2" } } };
            return { props: { ...props, spec: { ...spec, template } }, opts };
        };
        const recorder = await ResourceRecorder.start();
        new CanaryApp("ops-hardening-demo", args, { transformations: [annotate] });
        await recorder.settle();
        const { specHash: transformed, trigger } = recorder.get(types.gate).inputs;
        assert.equal(transformed, specHash(specOf(recorder)));
        assert.notEqual(transformed, hash);
        assert.notEqual(trigger, app.get(types.gate).inputs["trigger"]);
    });

    it("uses the caller's provider for all that goes to the cluster", async () => {
        const recorder = await ResourceRecorder.start();
        const provider = new k8s.Provider("cluster", { context: "local" });
        const everything: CanaryAppArgs = {
            ...args,
            scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
            clients: { ingressNamespace: "ingress-nginx", monitoringNamespace: "monitoring" },
            pod: { files: { "app.yaml": "a: 1" }, secretEnv: { TOKEN: "abc" } },
        };
        new CanaryApp("ops-hardening-demo", everything, { provider });
        await recorder.settle();
        const others = recorder.resources.filter(
            (one) =>
                one.type.startsWith("kubernetes:") && !one.provider.includes("pulumi:providers:kubernetes::cluster"),
        );
        assert.deepEqual(others, []);
    });

    it("keeps all but the image known while the image is not", async () => {
        const recorder = await ResourceRecorder.start({ preview: true });
        // A preview never knows the id of a new resource.
        const image = new k8s.core.v1.ConfigMap("stands-for-an-image-to-build").id;
        new CanaryApp("ops-hardening-demo", { ...args, image }, {});
        await recorder.settle();
        const known = await declare({}, { preview: true });
        const { image: declared, ...container } = containerOf(known);
        assert.equal(declared, args.image);
        const { image: unknown, ...others } = containerOf(recorder);
        assert.notEqual(typeof unknown, "string");
        assert.deepEqual(others, container);
        const rest = (one: ResourceRecorder) => {
            const { template, ...spec } = at(one.get(types.rollout), "spec") as Record<string, unknown>;
            return [spec, (template as { metadata: unknown }).metadata];
        };
        assert.deepEqual(rest(recorder), rest(known));
        assert.notEqual(typeof recorder.get(types.gate).inputs["trigger"], "string");
        assert.equal(known.get(types.gate).inputs["trigger"], app.get(types.gate).inputs["trigger"]);
    });

    it("rejects all errors at once, and declares nothing", async () => {
        const recorder = await ResourceRecorder.start();
        const wrong = { ...args, name: "Demo", ingresses: [], scale: { replicas: 0 } };
        assert.throws(
            () => new CanaryApp("ops-hardening-demo", wrong),
            (error: Error) => {
                const problems = error.message.split("; ");
                assert.deepEqual(
                    problems.map((problem) => problem.split(" ")[0]),
                    ["name", "ingresses", "scale.replicas"],
                );
                return true;
            },
        );
        await recorder.settle();
        assert.deepEqual(
            recorder.resources.map(({ type }) => type),
            ["canary:index:CanaryApp"],
        );
    });
});
