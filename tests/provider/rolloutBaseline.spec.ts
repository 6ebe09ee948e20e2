import assert from "node:assert/strict";
import { apiError, connect, type ApiRequest, type KubernetesApi } from "../../components/src/kubernetes";
import type { RolloutBaselineInputs } from "../../components/src/app/baseline/inputs";
import {
    rolloutBaselineProvider as provider,
    type RolloutBaselineState,
} from "../../components/src/app/baseline/provider";
import { markerAnnotation, removeBaseline } from "../../components/src/app/baseline/rollout";
import { providerStub } from "../../components/src/provider/dynamicResource";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import {
    countersOf,
    FakeBaseline,
    FakePrometheus,
    healthy,
    manifestOf,
    rolloutsPath,
} from "../support/apiServer/fakeBaseline";
import { SerializedProvider, type Answer, type Call } from "../support/pulumi/serializedProvider";
import { until } from "../support/until";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mark = { [markerAnnotation]: "true" };
const path = `${rolloutsPath}/web`;

/** Create and update run serialized, in a bare process; the other methods are called directly. */
describe("rollout baseline on a fake API server", function () {
    this.timeout("30s");
    let serialized: SerializedProvider;
    let server: FakeApiServer;
    let prometheus: FakePrometheus;
    let rollout: FakeBaseline;
    let inputs: RolloutBaselineInputs;

    before(async () => {
        serialized = await SerializedProvider.of(providerStub("RolloutBaseline"));
        prometheus = await FakePrometheus.start();
    });

    after(async () => {
        await serialized.remove();
        await prometheus.stop();
    });

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeBaseline(server);
        prometheus.series = [];
        prometheus.authorization = undefined;
        inputs = {
            kubeconfig: server.kubeconfig,
            kubeContext: "fake",
            namespace: "demo",
            rolloutName: "web",
            manifest: manifestOf("registry/web:1"),
            fieldManager: "pulumi",
            timeoutSeconds: 20,
            job: "web",
            requestsMetric: "",
            prometheusAddress: "http://prometheus.monitoring:9090",
            prometheusUrl: prometheus.url,
            providerVersion: "1",
        };
    });

    afterEach(async () => {
        await server.stop();
    });

    const create = (changed: Partial<RolloutBaselineInputs> = {}) =>
        serialized.call("create", { ...inputs, ...changed, __provider: "code" });
    const prints = (call: Call, text: string) =>
        until(`"${text}" is printed after:\n${call.lines.join("\n")}`, () => call.lines.some((l) => l.includes(text)));
    const stateOf = ({ value, error }: Answer) => {
        assert.ok(value, error?.message);
        return (value as { outs: RolloutBaselineState }).outs;
    };

    it("authenticates at Prometheus by a Secret, which it waits for and which is in no state", async () => {
        prometheus.authorization = "Bearer tok-1";
        prometheus.series = countersOf([4, 9], [0]);
        const prometheusAccess = { bearerToken: { name: "prom-token", key: "token" } };
        const call = create({ requestsMetric: "http_requests_total", prometheusAccess });
        await prints(call, "Baseline: the controller has not seen it yet");
        rollout.report(healthy);
        await prints(
            call,
            "Baseline: Healthy, but Prometheus cannot be asked: Secret demo/prom-token, which prometheusAccess names, does not exist",
        );
        const data = { token: Buffer.from("tok-1").toString("base64") };
        server.serve("/api/v1/namespaces/demo/secrets/prom-token", () => ({ json: { data } }));
        const outs = stateOf(await call.answer);
        assert.equal(outs.ready, true);
        assert.deepEqual(outs.prometheusAccess, prometheusAccess);
        assert.doesNotMatch(JSON.stringify(outs) + call.lines.join(), /tok-1/);
    });

    it("deploys if there is no Rollout, and ends when it is healthy and gets requests", async () => {
        const call = create({ requestsMetric: "http_requests_total" });
        await prints(call, "Baseline: deploying rollout demo/web (registry/web:1)");
        await prints(call, "Baseline: the controller has not seen it yet");
        const [applied] = server.requests.filter(({ method }) => method === "PATCH");
        assert.deepEqual(applied, {
            method: "PATCH",
            path,
            query: { fieldManager: "pulumi", force: "true" },
            contentType: "application/apply-patch+yaml",
            body: {
                ...inputs.manifest,
                metadata: {
                    ...inputs.manifest.metadata,
                    annotations: { ...inputs.manifest.metadata.annotations, ...mark },
                },
            },
        });
        rollout.report(healthy);
        await prints(call, "Baseline: Healthy, but Prometheus has read 0 of 2 pods");
        prometheus.series = countersOf([4, 9], [0]);
        const answer = await call.answer;
        assert.deepEqual(answer.value, {
            id: "demo/web",
            outs: {
                ...inputs,
                requestsMetric: "http_requests_total",
                __provider: "code",
                deployed: true,
                ready: true,
            },
        });
        assert.match(
            prometheus.queries.at(-1) ?? "",
            /^http_requests_total\{job="web",rollouts_pod_template_hash="hash1"\}\[\d+ms\]$/,
        );
        assert.match(call.lines.at(-1) ?? "", /^\[\d\d:\d\d:\d\d\] Baseline: Healthy, every pod is measured/);
        assert.ok(!JSON.stringify(answer).includes("a-secret-token"));
    });

    it("applies nothing if the Rollout exists, whatever its state", async () => {
        rollout.declare("registry/web:7");
        const call = create({ timeoutSeconds: 1 });
        const state = stateOf(await call.answer);
        assert.deepEqual([state.deployed, state.ready], [false, true]);
        assert.deepEqual(
            server.requests.map(({ method }) => method),
            ["GET"],
        );
        assert.equal(rollout.image, "registry/web:7");
        assert.match(call.lines.join("\n"), /Baseline: rollout demo\/web exists, nothing to deploy$/);
    });

    it("resumes the Rollout of a killed update, which no one has taken over", async () => {
        rollout.declare("registry/web:1", mark);
        const again = create();
        await prints(again, "Baseline: resuming rollout demo/web");
        rollout.report(healthy);
        assert.equal(stateOf(await again.answer).deployed, true);
        assert.equal(rollout.applications, 1);
    });

    it("fails at its timeout and stays in the state; the next update applies the fixed version and succeeds", async () => {
        const call = create({ timeoutSeconds: 1 });
        await prints(call, "has not seen it");
        rollout.report({ phase: "Degraded", message: "timed out progressing" });
        const { error } = await call.answer;
        const sentence =
            "rollout demo/web has no ready baseline (registry/web:1) after 1 s: Degraded, timed out progressing; " +
            "the candidate was not deployed; fix the baseline and run pulumi up again";
        assert.equal(error?.message, sentence);
        assert.deepEqual(error.reasons, [sentence]);
        assert.equal(error.id, "demo/web");
        const failed = error.properties as unknown as RolloutBaselineState;
        assert.deepEqual(failed, { ...inputs, timeoutSeconds: 1, __provider: "code", deployed: true, ready: false });
        assert.equal((await provider.diff("demo/web", failed, inputs)).changes, true);

        const fixed = { ...inputs, manifest: manifestOf("registry/web:2") };
        const next = serialized.call("update", "demo/web", failed, fixed);
        await prints(next, "has not seen it");
        rollout.report(healthy);
        const state = stateOf(await next.answer);
        assert.deepEqual([state.deployed, state.ready], [true, true]);
        assert.equal(rollout.image, "registry/web:2");
        assert.equal((await provider.diff("demo/web", state, fixed)).changes, false);
    });

    it("leaves a Rollout alone that was declared since it failed", async () => {
        rollout.declare("registry/web:2");
        const failed = { ...inputs, deployed: true, ready: false };
        const state = stateOf(await serialized.call("update", "demo/web", failed, inputs).answer);
        assert.deepEqual([state.deployed, state.ready], [true, true]);
        assert.equal(rollout.applications, 0);
    });

    it("names the request that the API server rejected, and keeps the resource for the next update", async () => {
        server.failNext(404);
        server.failNext(403);
        const { error } = await create().answer;
        assert.equal(
            error?.message,
            `rollout demo/web has no baseline: PATCH ${path}: 403 injected 403; ` +
                "the candidate was not deployed; run pulumi up again",
        );
        assert.equal(error.properties?.["ready"], false);
        server.failNext(403);
        const unread = (await create().answer).error;
        assert.equal(unread?.message, `GET ${path}: 403 injected 403`);
        assert.equal(unread.id, undefined);
    });

    it("shows a change for another Rollout, a moved kubeconfig, new code and work that is left, and for nothing else", async () => {
        const state: RolloutBaselineState = { ...inputs, deployed: true, ready: true };
        const rows: [Partial<Record<keyof RolloutBaselineState, unknown>>, boolean, string[]][] = [
            [{}, false, []],
            [{ manifest: manifestOf("registry/web:9") }, false, []],
            [{ timeoutSeconds: 1, job: "other", requestsMetric: "x", fieldManager: "y" }, false, []],
            [{ prometheusAddress: "http://a.b", prometheusUrl: "" }, false, []],
            [{ namespace: "other" }, true, ["namespace"]],
            [{ rolloutName: "other" }, true, ["rolloutName"]],
            [{ kubeContext: "other" }, true, ["kubeContext"]],
            [{ kubeconfig: "/moved" }, true, []],
            [{ providerVersion: "2" }, true, []],
            [{ namespace: unknown }, true, []],
        ];
        for (const [changed, changes, replaces] of rows) {
            const news = { ...inputs, ...changed } as RolloutBaselineInputs;
            assert.deepEqual(await provider.diff("demo/web", state, news), { changes, replaces });
        }
        for (const ready of [false, undefined]) {
            assert.equal((await provider.diff("demo/web", { ...state, ready }, inputs)).changes, true);
        }
    });

    it("reads itself unchanged while there is a Rollout, and as gone when there is none", async () => {
        const state: RolloutBaselineState = { ...inputs, deployed: true, ready: true };
        rollout.declare("registry/web:2");
        assert.deepEqual(await provider.read("demo/web", state), { id: "demo/web", props: state, inputs });
        server.remove(rolloutsPath, "web");
        assert.equal((await provider.read("demo/web", state)).id, "");
    });

    it("deletes its Rollout with itself, and never one that was declared since", async () => {
        const state: RolloutBaselineState = { ...inputs, deployed: true, ready: true };
        rollout.declare("registry/web:1", mark);
        const { uid, resourceVersion } = rollout.live?.metadata ?? {};
        await provider.delete("demo/web", state);
        assert.equal(rollout.live, undefined);
        const deletion = server.requests.find(({ method }) => method === "DELETE");
        assert.deepEqual((deletion?.body as Record<string, unknown>)["preconditions"], { uid, resourceVersion });

        await provider.delete("demo/web", state);
        rollout.declare("registry/web:2");
        await provider.delete("demo/web", state);
        assert.equal(rollout.image, "registry/web:2");
        assert.equal(server.requests.filter(({ method }) => method === "DELETE").length, 1);
    });

    // Otherwise the removal of the baseline's settings would remove the promoted Rollout.
    it("reads again before it deletes after a conflict with another client", async () => {
        const api = await connect(inputs);
        const baseline = { metadata: { name: "web", uid: "u", annotations: mark } };
        const declared = { metadata: { name: "web", uid: "u", annotations: {} } };
        const scripted = (answers: unknown[]) => {
            const sent: ApiRequest[] = [];
            const request = (wanted: ApiRequest) => {
                sent.push(wanted);
                const answer = answers.shift();
                return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
            };
            return { sent, api: { ...api, request } satisfies KubernetesApi };
        };
        const conflict = apiError("Conflict", "409");
        const rows: [unknown[], string][] = [
            [[baseline, conflict, baseline, {}], "GET DELETE GET DELETE"],
            [[baseline, conflict, declared], "GET DELETE GET"],
            [[baseline, apiError("NotFound", "404")], "GET DELETE"],
        ];
        for (const [answers, methods] of rows) {
            const run = scripted(answers);
            await removeBaseline(run.api, path);
            assert.equal(run.sent.map(({ method }) => method).join(" "), methods);
        }
        const endless = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? baseline : conflict));
        await assert.rejects(removeBaseline(scripted(endless).api, path), conflict);
    });

    it("checks everything at once, repeats no manifest, and leaves unknowns alone", async () => {
        const bad = {
            ...inputs,
            kubeconfig: "token: a-secret",
            kubeContext: "",
            namespace: "Demo",
            rolloutName: "",
            manifest: { kind: "Deployment", spec: { password: "a-secret" } },
            fieldManager: "",
            timeoutSeconds: 0,
            job: "",
            requestsMetric: "requests{}",
            prometheusAddress: "http://me:a-secret@prometheus",
            prometheusUrl: "localhost",
        } as unknown as RolloutBaselineInputs;
        const failures = (await provider.check({} as RolloutBaselineInputs, bad)).failures ?? [];
        assert.deepEqual(
            failures.map(({ property }) => property).sort(),
            Object.keys(bad)
                .filter((key) => key !== "providerVersion")
                .sort(),
        );
        assert.ok(!JSON.stringify(failures).includes("a-secret"));
        const nothing = Object.fromEntries(Object.keys(inputs).map((key) => [key, unknown]));
        const half = { ...inputs, manifest: { ...inputs.manifest, spec: unknown } };
        for (const news of [nothing, half, inputs]) {
            const result = await provider.check({} as RolloutBaselineInputs, news as unknown as RolloutBaselineInputs);
            assert.deepEqual(result.failures, []);
        }
    });
});
