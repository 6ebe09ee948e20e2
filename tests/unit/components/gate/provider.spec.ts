import assert from "node:assert/strict";
import { judgeInputs } from "../../../support/gate/judgeInputs";
import { keptInputs, declaredInputs, type RolloutGateInputs } from "../../../../components/src/gate/model/inputs";
import { rolloutGateProvider as provider } from "../../../../components/src/gate/provider";
import type { RolloutGateState } from "../../../../components/src/gate/state";
import { inputs } from "./gateInputs";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
async function failuresOf(news: Record<string, unknown>) {
    const result = await provider.check(inputs, { ...inputs, ...news });
    return result.failures?.map((failure) => `${failure.property}: ${failure.reason}`);
}

async function diffOf(olds: Partial<RolloutGateState>, news: Record<string, unknown>) {
    const state = { ...inputs, outcome: "Promoted", podHash: "hash2", revision: 2, ...olds };
    return provider.diff("id", state, { ...inputs, ...news });
}

describe("the gate's provider", () => {
    it("accepts good inputs and reports every bad one at once", async () => {
        assert.deepEqual(await failuresOf({}), []);
        assert.deepEqual(
            await failuresOf({
                kubeconfig: "config",
                kubeContext: " ",
                namespace: "De mo",
                rolloutName: undefined,
                trigger: 7,
                timeoutSeconds: 0,
                heartbeatSeconds: "15",
                onPause: "skip",
                onInconclusive: "",
                onTimeout: true,
                retryAborted: "true",
                verifyInitial: 1,
                job: 7,
                requestsMetric: "sum(requests)",
                requestsSelector: [{ label: "job", operator: "=", value: "app" }],
                minRequests: 0,
                onTooFewRequests: "ignore",
                onWrongShare: "fail",
                minMeasurements: 1.5,
                judge: {
                    ...judgeInputs,
                    statusLabel: "status code",
                    maxErrorShare: 1,
                    designEffect: 0.5,
                    onOverThreshold: "x",
                },
                prometheusAddress: "monitoring:9090",
                prometheusUrl: "https://user:secret@prometheus",
                reportFolder: "reports",
                prometheusAccess: { bearerToken: "tok-1" },
            }),
            [
                'kubeconfig: kubeconfig must be a path (absolute or from ~), the content of a kubeconfig, "in-cluster", or empty for $KUBECONFIG or ~/.kube/config',
                'kubeContext: kubeContext must be the name of a context, got " "',
                'namespace: namespace must be the name of a namespace, got "De mo"',
                "rolloutName: rolloutName must be the name of a Rollout, got nothing",
                "job: job must be the app's job in Prometheus, or empty, got 7",
                'requestsMetric: requestsMetric must be the name of a Prometheus counter, or empty, got "sum(requests)"',
                'prometheusAddress: prometheusAddress must be an http or https URL without credentials, or empty, got "monitoring:9090"',
                'prometheusUrl: prometheusUrl must be an http or https URL without credentials, or empty, got "https://***@prometheus"',
                "timeoutSeconds: timeoutSeconds must be a number of seconds from 1 to 86400, got 0",
                "trigger: trigger must be a hash of the declared rollout, got 7",
                'heartbeatSeconds: heartbeatSeconds must be a number of seconds from 1 to 86400, got "15"',
                'onPause: onPause must be one of promote, wait, fail, got "skip"',
                'onInconclusive: onInconclusive must be one of fail, wait, promote, got ""',
                "onTimeout: onTimeout must be one of abort, fail, got true",
                'retryAborted: retryAborted must be true or false, got "true"',
                "verifyInitial: verifyInitial must be true or false, got 1",
                "minRequests: minRequests must be a whole number from 1, got 0",
                'onTooFewRequests: onTooFewRequests must be one of fail, note, got "ignore"',
                'onWrongShare: onWrongShare must be one of abort, note, got "fail"',
                "minMeasurements: minMeasurements must be a whole number from 0, got 1.5",
                'reportFolder: reportFolder must be the path of a folder (absolute or from ~), or empty, got "reports"',
                "requestsSelector[0].label: requestsSelector[0].label must be another label, because the gate selects the " +
                    'app\'s job itself, got "job"',
                'judge.statusLabel: judge.statusLabel must be the name of a Prometheus label, got "status code"',
                "judge.maxErrorShare: judge.maxErrorShare must be a share above 0 and below 1, got 1",
                "judge.designEffect: judge.designEffect must be a number from 1, got 0.5",
                'judge.onOverThreshold: judge.onOverThreshold must be one of abort, note, got "x"',
                "prometheusAccess.bearerToken: prometheusAccess.bearerToken must be a key of a Secret, { name, key }, " +
                    "got another string",
            ],
        );
    });

    it("accepts every documented value of an input", async () => {
        const good: Partial<Record<keyof RolloutGateInputs, unknown[]>> = {
            onPause: ["promote", "wait", "fail"],
            onInconclusive: ["fail", "wait", "promote"],
            onTimeout: ["abort", "fail"],
            retryAborted: [true, false],
            verifyInitial: [true, false],
            requestsMetric: ["", "http_requests_total", "app:requests"],
            requestsSelector: [[], [{ label: "code", operator: "=~", value: "2.." }]],
            minRequests: [1, 100_000],
            onTooFewRequests: ["fail", "note"],
            onWrongShare: ["abort", "note"],
            minMeasurements: [0, 10],
            judge: [undefined, judgeInputs, { ...judgeInputs, latencyMetric: "", warmupSeconds: 60 }],
            prometheusUrl: ["", "https://prometheus.example/base/path"],
            prometheusAccess: [
                undefined,
                unknown,
                { bearerToken: unknown, headers: unknown },
                { headers: [unknown, { name: unknown, value: unknown }, { name: unknown, secret: unknown }] },
                { bearerToken: { name: unknown, key: "token" }, headers: [{ name: "X-Scope-OrgID", value: "a" }] },
            ],
        };
        for (const [key, values] of Object.entries(good)) {
            for (const value of values) {
                assert.deepEqual(await failuresOf({ [key]: value }), [], `${key} ${String(value)}`);
            }
        }
    });

    it("never repeats a kubeconfig's content", async () => {
        const content = "/apiVersion: v1\nusers: [{token: secret}]";
        assert.ok(!JSON.stringify(await failuresOf({ kubeconfig: content })).includes("secret"));
    });

    it("accepts unknown values of any type", async () => {
        const news = Object.fromEntries(Object.keys(inputs).map((key) => [key, unknown]));
        assert.deepEqual(await failuresOf(news), []);
        assert.deepEqual(await diffOf({}, news), { changes: true, replaces: [] });
    });

    it("compares declared inputs only", async () => {
        assert.deepEqual(await diffOf({}, {}), { changes: false, replaces: [] });
        assert.deepEqual(await diffOf({ revision: 3, image: "x" }, { __provider: "other code" }), {
            changes: false,
            replaces: [],
        });
        const identity = ["namespace", "rolloutName"];
        const optional = ["judge", "prometheusAccess", "propagationSeconds", "rolloutUid", "specHash"];
        assert.deepEqual([...keptInputs].sort(), [...Object.keys(inputs), ...optional].sort());
        assert.deepEqual(await diffOf({}, { reportFolder: "other" }), { changes: false, replaces: [] });
        assert.deepEqual(await diffOf({}, { notifications: {} }), { changes: false, replaces: [] });
        for (const key of declaredInputs.filter((input) => !identity.includes(input))) {
            assert.deepEqual(await diffOf({}, { [key]: "other" }), { changes: true, replaces: [] }, key);
        }
    });

    it("is another gate for another rollout, and the same one under another name of the cluster", async () => {
        assert.deepEqual(await diffOf({}, { kubeContext: "other" }), { changes: true, replaces: [] });
        for (const key of ["namespace", "rolloutName"]) {
            assert.deepEqual(await diffOf({}, { [key]: "other" }), { changes: true, replaces: [key] });
        }
    });

    it("has a diff as long as it has not succeeded", async () => {
        for (const outcome of ["Aborted", "TimedOut", "Superseded", "Unproven", "Inconclusive"]) {
            assert.equal((await diffOf({ outcome }, {})).changes, true);
        }
    });

    it("fails with everything that keeps the state, before it reaches the cluster too", async () => {
        const news = { ...inputs, kubeconfig: "/nowhere/kubeconfig", __provider: "code" };
        const error = (await provider.create(news).then(
            () => undefined,
            (thrown: unknown) => thrown,
        )) as { message: string; id: string; reasons: string[]; properties: Record<string, unknown> };
        assert.match(error.message, /^kubeconfig \/nowhere\/kubeconfig cannot be read: ENOENT/);
        assert.deepEqual(error.reasons, [error.message]);
        assert.equal(error.id, "demo/ops-hardening-demo");
        assert.equal(error.properties["__provider"], "code");
        assert.equal(error.properties["trigger"], "abc");
    });

    it("takes no earlier outcome for that of new inputs when it does not reach the cluster", async () => {
        const olds = { ...inputs, outcome: "Promoted", podHash: "hash2", revision: 2 };
        const news = { ...inputs, kubeconfig: "/nowhere/kubeconfig", trigger: "def" };
        const error = (await provider.update("demo/ops-hardening-demo", olds, news).then(
            () => undefined,
            (thrown: unknown) => thrown,
        )) as { properties: RolloutGateState };
        const { outcome, podHash, revision } = olds;
        const verified = { outcome, podHash, revision, evidence: {} };
        assert.deepEqual(error.properties, { ...olds, ...news, outcome: "Unproven", verified, report: "" });
        // After a refresh the engine knows of no failure, and the same inputs come again.
        assert.deepEqual(await provider.diff("id", error.properties, news), { changes: true, replaces: [] });
    });
});
