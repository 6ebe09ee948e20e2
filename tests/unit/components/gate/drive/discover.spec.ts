import assert from "node:assert/strict";
import { completed, discover } from "../../../../../components/src/gate/drive/discover";
import {
    defaults,
    providerVersion,
    referenceDefaults,
    type RolloutGateInputs,
} from "../../../../../components/src/gate/model/inputs";
import type { AnalysisSource } from "../../../../../components/src/gate/observation/analysisSource";
import { connect } from "../../../../../components/src/kubernetes";
import { FakeApiServer } from "../../../../support/apiServer/fakeApiServer";
import { judgeInputs } from "../../../../support/gate/judgeInputs";

const reference: RolloutGateInputs = {
    ...defaults,
    ...referenceDefaults,
    ...{ kubeconfig: "", kubeContext: "fake", namespace: "demo", rolloutName: "shop", providerVersion },
};
const address = "http://prometheus.monitoring:9090";
const full: AnalysisSource = {
    ...{ prometheusAddress: address, job: "shop", requestsMetric: "hits_total", statusLabel: "code" },
    ...{ maxErrorShare: 0.05, latencyMetric: "took_seconds", latencyBound: 300, maxSlowShare: 0.01 },
};

describe("the inputs of a gate that has the Rollout's name alone", () => {
    it("are completed by its analysis: Prometheus, the job, the counter and the judge", () => {
        const { inputs, notes } = completed(reference, full);
        assert.deepEqual(notes, []);
        assert.deepEqual(
            [inputs.prometheusAddress, inputs.job, inputs.requestsMetric],
            [address, "shop", "hits_total"],
        );
        assert.deepEqual(inputs.judge, {
            ...{ statusLabel: "code", maxErrorShare: 0.05, latencyMetric: "took_seconds", latencyUnit: "seconds" },
            ...{ latencyBound: 300, maxSlowShare: 0.01, onWorseThanStable: "abort", onOverThreshold: "abort" },
        });
    });

    it("stay as they are given", () => {
        const given = { job: "other", requestsMetric: "calls_total", prometheusAddress: "http://other:9090" };
        const { job, requestsMetric, prometheusAddress } = completed({ ...reference, ...given }, full).inputs;
        assert.deepEqual({ job, requestsMetric, prometheusAddress }, given);
    });

    it("need no address next to a URL", () => {
        const given = { ...reference, prometheusUrl: "http://localhost:9090" };
        const { inputs, notes } = completed(given, { ...full, prometheusAddress: undefined });
        assert.deepEqual([inputs.requestsMetric, inputs.prometheusAddress, notes], ["hits_total", "", []]);
    });

    it("have the analysis' counter and judge, whatever else is given", () => {
        const given = { job: "shop", prometheusAddress: address };
        const { inputs } = completed({ ...reference, ...given }, full);
        assert.deepEqual([inputs.requestsMetric, inputs.judge?.maxErrorShare], ["hits_total", 0.05]);
    });

    it("skip the shares with an empty counter, and have no judge then", () => {
        const { inputs, notes } = completed({ ...reference, requestsMetric: "" }, full);
        assert.deepEqual([inputs.requestsMetric, inputs.judge, notes], ["", undefined, []]);
    });

    it("have errors judged alone, with a note, without a threshold for latencies", () => {
        const { inputs, notes } = completed(reference, { ...full, latencyBound: undefined });
        assert.deepEqual([inputs.judge?.latencyMetric, inputs.judge?.maxErrorShare], ["", 0.05]);
        assert.match(notes.join(), /^latencies are not judged: /);
    });

    it("have no judge, with a note, without a threshold for errors", () => {
        const { inputs, notes } = completed(reference, { ...full, maxErrorShare: undefined });
        assert.deepEqual([inputs.judge, inputs.requestsMetric], [undefined, "hits_total"]);
        assert.match(notes.join(), /^answers are not judged: /);
    });

    it("keep a judge that is given without a counter, so that the gate fails instead of leaving it out", () => {
        const { judge } = completed(reference, full).inputs;
        const { inputs } = completed({ ...reference, ...(judge && { judge }) }, {});
        assert.deepEqual([inputs.judge, inputs.requestsMetric], [judge, "from-analysis"]);
    });

    it("count no requests, with a note of everything that is unknown", () => {
        const { inputs, notes } = completed(reference, {});
        assert.deepEqual([inputs.requestsMetric, inputs.judge], ["", undefined]);
        assert.match(
            notes.join(),
            /neither the arguments nor the Rollout's analysis name .*\(prometheusAddress\), .*\(job\), .*\(requestsMetric\)$/,
        );
    });
});

describe("a Rollout's analysis", () => {
    let server: FakeApiServer;
    const api = () => connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
    const group = "/apis/argoproj.io/v1alpha1";
    const rollouts = `${group}/namespaces/demo/rollouts`;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        const templates = [{ templateName: "own" }, { templateName: "shared", clusterScope: true }];
        server.put(rollouts, {
            metadata: { name: "shop", namespace: "demo" },
            spec: { strategy: { canary: { analysis: { templates, args: [{ name: "job", value: "shop" }] } } } },
        });
    });
    afterEach(async () => {
        await server.stop();
    });

    it("is read with the templates of its namespace and of the cluster", async () => {
        const metric = (query: string) => ({ provider: { prometheus: { address, query } } });
        server.put(`${group}/namespaces/demo/analysistemplates`, {
            metadata: { name: "own" },
            spec: { metrics: [metric('sum(rate(hits_total{job="{{args.job}}",code=~"5.."}[1m]))')] },
        });
        server.put(`${group}/clusteranalysistemplates`, { metadata: { name: "shared" }, spec: { metrics: [] } });
        const { inputs } = await discover(await api(), reference);
        assert.deepEqual(
            [inputs.job, inputs.requestsMetric, inputs.prometheusAddress],
            ["shop", "hits_total", address],
        );
    });

    it("that cannot be read is a note", async () => {
        const { inputs, notes } = await discover(await api(), reference);
        assert.equal(inputs.requestsMetric, "");
        assert.match(notes.at(-1) ?? "", /^the Rollout's analysis cannot be read: .*404/);
        // A judge is kept for the evidence, and the gate waits for the Rollout instead of failing.
        const judged = await discover(await api(), { ...reference, judge: judgeInputs });
        assert.deepEqual([judged.inputs.requestsMetric, judged.inputs.judge], ["", judgeInputs]);
    });

    it("is not read by a gate that has its Prometheus, its job and its counter", async () => {
        const given = { ...reference, job: "shop", prometheusAddress: address, requestsMetric: "hits_total" };
        const before = server.requests.length;
        assert.deepEqual(await discover(await api(), given), { inputs: given, notes: [] });
        assert.equal(server.requests.length, before);
    });
});
