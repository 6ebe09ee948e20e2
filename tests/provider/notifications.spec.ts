import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { defaults, providerVersion, type RolloutGateInputs } from "../../components/src/gate/model/inputs";
import { rolloutGateProvider as provider } from "../../components/src/gate/provider";
import type { RolloutGateState } from "../../components/src/gate/state";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { isSigned, Receiver } from "../support/notifications/receiver";
import { notificationSchemaProblems } from "../support/report/schema";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { until } from "../support/until";
import { good } from "./canaryWalk";

const secret = "a secret of more than 24 letters";

describe("the webhook of a rollout gate", function () {
    this.timeout("30s");
    let server: FakeApiServer;
    let rollout: FakeRollout;
    let receiver: Receiver;

    // Loaded at the first request, which takes seconds on a busy machine.
    before(() => import("got"));

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
        receiver = await Receiver.start();
    });

    afterEach(async () => {
        await receiver.stop();
        await server.stop();
    });

    const inputs = () => ({
        ...defaults,
        ...{ kubeconfig: server.kubeconfig, kubeContext: "fake", namespace: "demo", rolloutName: rollout.name },
        ...{ trigger: "one", timeoutSeconds: 20, job: "app", requestsMetric: "", providerVersion },
        prometheusAddress: "http://prometheus.monitoring:9090",
        notifications: { webhook: { url: receiver.url, secret } },
    });

    /** The types of the accepted notifications, those of steps with their number. */
    const accepted = () =>
        receiver.accepted.map(({ type, data }) =>
            type === "rollout.step" ? `step ${data.position?.step ?? ""}` : type,
        );

    /** Starts the gate on a new version, and waits until the webhook or this gate has seen its start. */
    function begun() {
        rollout.deployFirst();
        rollout.declare("localhost/ops-hardening-demo:v2");
        const run = provider.create(inputs());
        run.catch(() => undefined);
        rollout.observe();
        return run;
    }

    it("gets the start, each step and the verdict of an abort, signed and as the schema has it", async () => {
        const run = begun();
        await until("the start has arrived", () => accepted().includes("rollout.started"));
        rollout.analyse("Running", good);
        rollout.setWeight(10, 1);
        rollout.pause(1);
        await until("the step has arrived", () => accepted().includes("step 1"));
        rollout.abort();
        rollout.returnTraffic();
        await assert.rejects(run, /was aborted|aborted at/);
        assert.deepEqual(accepted(), ["rollout.started", "step 1", "rollout.verdict"]);
        for (const request of receiver.requests) {
            assert.deepEqual(notificationSchemaProblems(request.notification), []);
            assert.ok(isSigned(request, secret));
            assert.equal(request.headers["content-type"], "application/json");
        }
        const [start, step, end] = receiver.accepted.map(({ data }) => data);
        assert.equal(start?.steps?.length, 9);
        assert.deepEqual([start.newVersion?.image, start.newVersion?.revision], ["localhost/ops-hardening-demo:v2", 2]);
        const { phase, ...position } = step?.position ?? {};
        assert.deepEqual(position, { step: 1, steps: 9, setWeight: 10, percent: 10 });
        assert.match(phase ?? "", /^(Progressing|Paused)$/);
        assert.equal(step?.evidence.measurements?.["p99-latency"]?.count, 2);
        const { outcome, success, sentence = "" } = end?.verdict ?? {};
        assert.deepEqual([outcome, success], ["Aborted", false]);
        assert.match(sentence, /^rollout demo\/ops-hardening-demo .*abort/);
        assert.deepEqual(end?.evidence.services, { stable: "hash1", canary: "hash1" });
    });

    it("gets what it missed while it was away, in its order", async () => {
        receiver.status = 503;
        const run = begun();
        await until("the start was sent", () => receiver.requests.length > 0);
        await receiver.stop();
        receiver.status = 200;
        rollout.setWeight(10, 1);
        rollout.pause(1);
        rollout.resume(2);
        rollout.setWeight(25, 3);
        await receiver.listen();
        await until("the last step has arrived", () => accepted().includes("step 3"));
        const early = accepted();
        assert.equal(early[0], "rollout.started");
        assert.deepEqual(early, [...new Set(early)]);
        rollout.abort();
        rollout.returnTraffic();
        await assert.rejects(run);
        assert.equal(accepted().at(-1), "rollout.verdict");
    });

    it("changes no verdict by its absence, which the evidence has", async () => {
        rollout.deployFirst();
        await receiver.stop();
        const { outs } = await provider.create({ ...inputs(), verifyInitial: false });
        const state = outs as RolloutGateState;
        assert.equal(state.outcome, "Initial");
        const [note = ""] = state.evidence?.notes?.filter((text) => text.includes("webhook")) ?? [];
        assert.match(note, /^the webhook did not get rollout\.started: .*ECONNREFUSED.*; rollout\.verdict: /);
        assert.doesNotMatch(JSON.stringify(state.evidence), /token-1|24 letters/);
    });

    it("gets nothing about a version that an earlier update has verified", async () => {
        rollout.deployFirst();
        const first = await provider.create(inputs());
        assert.deepEqual(accepted(), ["rollout.started", "rollout.verdict"]);
        await provider.update("demo/x", first.outs as RolloutGateState, { ...inputs(), timeoutSeconds: 21 });
        assert.equal(accepted().length, 2);
    });

    it("gets the verdict where the cluster does not answer", async () => {
        const gone = await FakeApiServer.start();
        const { kubeconfig } = gone;
        const content = readFileSync(kubeconfig, "utf8");
        await gone.stop();
        await assert.rejects(provider.create({ ...inputs(), kubeconfig: content, timeoutSeconds: 1 }));
        const [only] = receiver.accepted;
        assert.deepEqual([only?.type, only?.data.verdict?.code], ["rollout.verdict", "ClusterFailed"]);
        assert.deepEqual(notificationSchemaProblems(only), []);
    });

    it("is in no output, which Pulumi would not encrypt once the webhook is removed", async () => {
        rollout.deployFirst();
        const { outs } = await provider.create(inputs());
        assert.doesNotMatch(JSON.stringify(outs), /token-1|24 letters/);
        // A state that has it, and a program that no longer does.
        const olds = { ...(outs as RolloutGateState), notifications: inputs().notifications };
        const read = await provider.read("demo/x", olds);
        assert.doesNotMatch(JSON.stringify(read), /token-1|24 letters/);
        const without: RolloutGateInputs = { ...inputs() };
        Reflect.deleteProperty(without, "notifications");
        rollout.declare("localhost/ops-hardening-demo:v2");
        const failed = provider.update("demo/x", olds, without);
        rollout.observe();
        rollout.setWeight(10, 1);
        rollout.pause(1);
        rollout.abort();
        rollout.returnTraffic();
        await assert.rejects(failed, (error: Error & { properties: object }) => {
            assert.doesNotMatch(JSON.stringify(error.properties), /token-1|24 letters/);
            return "outcome" in error.properties;
        });
    });

    it("is checked without its values in a message, and is no part of a diff", async () => {
        const olds = { ...inputs(), outcome: "Initial", podHash: "hash1", revision: 1 } as RolloutGateState;
        const wrong = (webhook: unknown) => ({ ...inputs(), notifications: { webhook } }) as ReturnType<typeof inputs>;
        const problems = async (webhook: unknown) =>
            ((await provider.check(olds, wrong(webhook))).failures ?? []).map(
                ({ property, reason }) => `${property}: ${reason}`,
            );
        assert.deepEqual(await problems({ url: "ftp://token-1", secret: "short-1" }), [
            "notifications.webhook.url: notifications.webhook.url must be an http or https URL without credentials, got another string",
            "notifications.webhook.secret: notifications.webhook.secret must be a text of 24 characters or more, or whsec_ and the base64 of 24 bytes or more, got another string",
        ]);
        assert.deepEqual(await problems("token-1"), [
            "notifications.webhook: notifications.webhook must be { url, secret }, got another string",
        ]);
        for (const key of ["whsec_******************", "whsec_MfKQ9r8GKYqrTwjUPD8I"]) {
            assert.equal((await problems({ url: receiver.url, secret: key })).length, 1, key);
        }
        assert.deepEqual(await problems({ url: receiver.url, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }), []);
        const other = { ...inputs(), notifications: { webhook: { url: "https://other.example.com", secret } } };
        assert.equal((await provider.diff("demo/x", olds, other)).changes, false);
    });
});
