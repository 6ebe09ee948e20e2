import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { defaults as componentDefaults } from "../../../components/src/gate/model/inputs";
import { rejects, StackSettings } from "./stackSettings";

/** Inputs without a setting: they follow from the component, and from its steps. */
const implied = ["heartbeatSeconds", "adopt", "pauseSeconds"];

/** A program that sets nothing and a stack that sets nothing have the same gate. */
const gateDefaults = Object.fromEntries(Object.entries(componentDefaults).filter(([key]) => !implied.includes(key)));

describe("settings of the gate", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    it("use the gate's defaults if nothing is set", async () => {
        const { gate } = await stack.load();
        assert.deepEqual(gate, {
            ...gateDefaults,
            judge: { onWorseThanStable: "abort", onOverThreshold: "abort" },
        });
    });

    it("pass the gate its webhook, whose fields stay secret", async () => {
        const values = { url: "https://hooks.example.com/T0K3N", secret: "a secret of more than 24 letters" };
        const { webhook } = (await stack.load({ webhook: values }, ["webhook"])).gate.notifications as unknown as {
            webhook: Record<string, pulumi.Output<string>>;
        };
        for (const [name, value] of Object.entries(values)) {
            const field = webhook[name];
            assert.ok(field !== undefined);
            assert.equal(await pulumi.isSecret(field), true);
            assert.equal(await new Promise((resolve) => field.apply(resolve)), value);
        }
        const problems = (given: object, secret = true) =>
            stack.problemsOf({ webhook: given }, secret ? ["webhook"] : []);
        assert.deepEqual(await problems({ url: values.url }), ["webhook must have url and secret, has url"]);
        assert.deepEqual(await problems({ ...values, token: "T0K3N" }), [
            "webhook must have url and secret, has url, secret, token",
        ]);
        assert.deepEqual(await problems(values, false), [
            "webhook must be set as a secret, with pulumi config set --secret --path webhook.NAME",
        ]);
    });

    it("pass the gate its policy", async () => {
        const policy = {
            onPause: "wait",
            onInconclusive: "promote",
            onTimeout: "fail",
            onStableDown: "promote",
            requestsMetric: "",
            onTooFewRequests: "note",
            onWrongShare: "note",
            onUnobserved: "note",
            acceptUnproven: "5944954455",
            prometheusUrl: "https://prometheus.example.org/prefix",
            reportFolder: "/var/reports",
        };
        const strings = {
            ...policy,
            judge: "off",
            retryAborted: "true",
            verifyInitial: "true",
            minRequests: "7",
            minMeasurements: "0",
            requestsSelector: [{ label: "handler", operator: "!=", value: "/healthz" }],
        };
        const { gate } = await stack.load({ ...strings, gateTimeout: "1h" });
        assert.deepEqual(gate, {
            ...policy,
            retryAborted: true,
            verifyInitial: true,
            requestsSelector: [{ label: "handler", operator: "!=", value: "/healthz" }],
            minRequests: 7,
            minMeasurements: 0,
            timeoutSeconds: 3600,
            judge: "off",
        });
    });

    it("judge the answers of the new version by both tests, or not at all", async () => {
        const judgeOf = async (more: Record<string, string>) => (await stack.load(more)).gate.judge;
        assert.equal(await judgeOf({ judge: "off" }), "off");
        const noted = { onWorseThanStable: "note", onOverThreshold: "note" };
        assert.deepEqual(await judgeOf({ judge: "note" }), noted);
    });

    it("declare the synthetic traffic to the judge, which may have to show faults of the thresholds' size", async () => {
        const { judge } = (await stack.load({ requestsPerSecond: "40", requirePower: "true" })).gate;
        const declared = { onWorseThanStable: "abort", onOverThreshold: "abort", requirePower: true };
        assert.deepEqual(judge, { ...declared, requestsPerSecond: 40 });
        // A selector may leave the synthetic requests out.
        const requestsSelector = [{ label: "synthetic", operator: "!=", value: "true" }];
        const selected = (await stack.load({ requestsPerSecond: "40", requirePower: "true", requestsSelector })).gate;
        assert.deepEqual(selected.judge, declared);
    });

    const first = { setWeight: 10 };
    const last = { setWeight: 100 };
    const timed = { pause: { duration: "3m" } };
    it("wait for a day at most", async () => {
        assert.equal((await stack.load({ gateTimeout: "24h" })).gate.timeoutSeconds, 86_400);
        assert.deepEqual(await stack.problemsOf({ gateTimeout: "24h1s" }), [
            "gateTimeout must be a number of seconds from 1 to 86400, got 86401",
        ]);
    });

    it("reject pauses that are too short to count requests, unless counting is off", async () => {
        const settings = { steps: [first, { pause: { duration: "15s" } }, timed, last], gateTimeout: "10m" };
        assert.deepEqual(await stack.problemsOf({ ...settings, scrapeInterval: "2s" }), []);
        assert.deepEqual(await stack.problemsOf({ ...settings, scrapeInterval: "3s" }), [
            "steps[1].pause.duration must be at least 16s for the requests of each version to be counted with " +
                'scrapeInterval 3s, got "15s"; an empty requestsMetric counts none',
        ]);
        assert.deepEqual(await stack.problemsOf({ ...settings, scrapeInterval: "5s", requestsMetric: "" }), []);
    });

    it("check a timeout against the timed pauses, even if other pauses have no duration", async () => {
        const values = { steps: [first, timed, { pause: {} }, last], gateTimeout: "2m" };
        assert.deepEqual(await stack.problemsOf(values), [
            "gateTimeout must be longer than the steps' timed pauses, 180s, got 120s",
        ]);
    });

    rejects(
        () => stack,
        [
            [{ onPause: "skip" }, 'onPause must be one of promote, wait, fail, got "skip"'],
            [{ onInconclusive: "" }, 'onInconclusive must be one of fail, wait, promote, got ""'],
            [{ onTimeout: "wait" }, 'onTimeout must be one of abort, fail, got "wait"'],
            [{ retryAborted: "yes" }, 'retryAborted must be true or false, got "yes"'],
            [{ verifyInitial: "once" }, 'verifyInitial must be true or false, got "once"'],
            [
                { requestsMetric: "http requests" },
                'requestsMetric must be the name of a Prometheus counter, or empty, got "http requests"',
            ],
            [
                { requestsMetric: "1st{}" },
                'requestsMetric must be the name of a Prometheus counter, or empty, got "1st{}"',
            ],
            [
                { requestsSelector: 'code="200"' },
                "requestsSelector must be a list of matchers, each with label, operator and value, got " +
                    '"code=\\"200\\""',
            ],
            [
                { requestsSelector: [{ label: "code", operator: "=", value: 200 }] },
                "requestsSelector[0].value must be a string that is not empty, quoted where it looks like a number, got 200",
            ],
            [{ minRequests: 0 }, "minRequests must be a whole number from 1, got 0"],
            [{ onTooFewRequests: "pass" }, 'onTooFewRequests must be one of fail, note, got "pass"'],
            [{ onWrongShare: "fail" }, 'onWrongShare must be one of abort, note, got "fail"'],
            [{ judge: "on" }, 'judge must be abort, note or off, got "on"'],
            [{ minMeasurements: -1 }, "minMeasurements must be a whole number from 0, got -1"],
            [
                { prometheusUrl: "localhost:9090" },
                'prometheusUrl must be an http or https URL without credentials, or empty, got "localhost:9090"',
            ],
            [{ gateTimeout: "2d" }, 'gateTimeout must be a duration such as 30s, 2m or 1h30m, got "2d"'],
            [{ gateTimeout: "3m" }, "gateTimeout must be longer than the steps' timed pauses, 180s, got 180s"],
        ],
    );
});
