import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse } from "yaml";
import { defaults as componentDefaults } from "../../../components/rolloutGate/inputs";
import { loadSettings, type Settings } from "../../../infra/settings";

type Values = Record<string, string | number | object | undefined>;

/** As the Pulumi CLI hands values over: texts, and JSON for lists and objects. */
const source = (values: Values) => ({
    get: (key: string) => {
        const value = values[key];
        return typeof value === "object" ? JSON.stringify(value) : value?.toString();
    },
});

/** The defaults are Pulumi.yaml's. */
const project = parse(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, { default: string | object }> };
const defaults = Object.fromEntries(Object.entries(project.config).map(([key, { default: value }]) => [key, value]));

/** A program that sets nothing and a stack that sets nothing have the same gate. */
const gateDefaults = Object.fromEntries(
    Object.entries(componentDefaults).filter(([key]) => key !== "heartbeatSeconds"),
);

describe("settings", () => {
    let folder: string;
    let good: Values;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "settings-"));
        const kubeconfig = join(folder, "config");
        writeFileSync(kubeconfig, "contexts: [{name: local}, {name: other}]\n");
        good = { ...defaults, kubeconfig, kubeContext: "local", image: "registry/app:1" };
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const load = (values: Values): Settings => loadSettings(source({ ...good, ...values }));
    const problemsOf = (values: Values): string[] => {
        try {
            load(values);
        } catch (error) {
            assert.equal(RunError.isInstance(error), true, `${String(error)} would be shown with a stack trace`);
            const lines = (error as Error).message.split("\n");
            return lines.slice(1, -1).map((line) => line.replace("  canary-delivery:", ""));
        }
        return [];
    };

    it("are the article's where nothing is set", () => {
        const settings = load({});
        assert.deepEqual(settings.steps, [
            { setWeight: 10 },
            { pause: { duration: "30s" } },
            { setWeight: 25 },
            { pause: { duration: "60s" } },
            { setWeight: 50 },
            { pause: { duration: "60s" } },
            { setWeight: 75 },
            { pause: { duration: "30s" } },
            { setWeight: 100 },
        ]);
        assert.equal(settings.startingStep, 1);
        assert.deepEqual(settings.analysis, {
            initialDelay: "30s",
            interval: "30s",
            failureLimit: 1,
            consecutiveErrorLimit: 4,
            window: "2m",
            p99LatencyMilliseconds: 500,
            successRatePercent: 95,
            prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        });
        assert.deepEqual(settings.app, {
            namespace: "demo",
            name: "ops-hardening-demo",
            image: "registry/app:1",
            replicas: 2,
            host: "demo.local",
            env: {},
            additionalIngressAnnotations: {},
        });
        assert.equal(settings.requestsPerSecond, 0);
        assert.equal(settings.ingressHttpNodePort, 30080);
        assert.equal(settings.installPlatform, true);
    });

    it("leave to the gate what it does by itself where nothing is set", () => {
        const { gate, progressDeadlineSeconds } = load({});
        assert.deepEqual(gate, { ...gateDefaults, timeoutSeconds: 780 });
        assert.equal(progressDeadlineSeconds, 300);
    });

    it("hand the gate its policy", () => {
        const policy = {
            onPause: "wait",
            onInconclusive: "promote",
            onTimeout: "fail",
            requestsMetric: "",
            onTooFewRequests: "note",
            prometheusUrl: "https://prometheus.example.org/prefix",
        };
        const texts = {
            ...policy,
            retryAborted: "true",
            verifyInitial: "true",
            minRequests: "7",
            minMeasurements: "0",
        };
        const { gate } = load({ ...texts, gateTimeout: "1h" });
        assert.deepEqual(gate, {
            ...policy,
            retryAborted: true,
            verifyInitial: true,
            minRequests: 7,
            minMeasurements: 0,
            timeoutSeconds: 3600,
        });
    });

    const first = { setWeight: 10 };
    const last = { setWeight: 100 };
    const timed = { pause: { duration: "3m" } };
    const waits: [string, object[], number][] = [
        ["the timed pauses and ten minutes", [first, timed, last], 780],
        ["ten minutes more for a pause without a duration", [first, timed, { pause: {} }, last], 1380],
        ["ten minutes more for each of them", [first, { pause: {} }, { pause: {} }, last], 1800],
        [
            "a day at most",
            [first, { pause: { duration: "23h" } }, ...Array<object>(6).fill({ pause: {} }), last],
            86_400,
        ],
    ];
    for (const [what, steps, seconds] of waits) {
        it(`wait for ${what}, unless told otherwise`, () => {
            assert.equal(load({ steps }).gate.timeoutSeconds, seconds);
            assert.equal(load({ steps, gateTimeout: "24h" }).gate.timeoutSeconds, 86_400);
        });
    }

    it("refuse pauses in which nobody's requests could be counted, unless they are not to be", () => {
        const settings = { steps: [first, { pause: { duration: "15s" } }, timed, last], gateTimeout: "10m" };
        assert.deepEqual(problemsOf({ ...settings, scrapeInterval: "2s" }), []);
        assert.deepEqual(problemsOf({ ...settings, scrapeInterval: "3s" }), [
            "steps[1].pause.duration must be at least 16s for the requests of each version to be counted with " +
                'scrapeInterval 3s, got "15s"; an empty requestsMetric counts none',
        ]);
        assert.deepEqual(problemsOf({ ...settings, scrapeInterval: "5s", requestsMetric: "" }), []);
    });

    it("hold a timeout against the timed pauses, also where others have no duration", () => {
        assert.deepEqual(problemsOf({ steps: [first, timed, { pause: {} }, last], gateTimeout: "2m" }), [
            "gateTimeout must be longer than the steps' timed pauses, 180s, got 120s",
        ]);
    });

    it("name a baseline only where there is one", () => {
        assert.equal("baseline" in load({}).app, false);
        assert.equal(load({ baseline: "registry/app:0" }).app.baseline, "registry/app:0");
        assert.equal(load({ progressDeadline: "90s" }).progressDeadlineSeconds, 90);
    });

    it("do not repeat credentials of a URL that they refuse", () => {
        const must = "must be an http or https URL without credentials";
        assert.deepEqual(
            problemsOf({ prometheusAddress: "http://me:secret@prometheus:9090", prometheusUrl: "https://to/ken@x" }),
            [
                `prometheusAddress ${must}, got "http://***@prometheus:9090"`,
                `prometheusUrl ${must}, or nothing, got "https://to/ken@x"`,
            ],
        );
    });

    it("cannot be changed afterwards", () => {
        const settings = load({}) as { analysis: { window: string } };
        assert.throws(() => (settings.analysis.window = "1s"), TypeError);
    });

    it("of the dev stack are good", () => {
        const dev = parse(readFileSync("Pulumi.dev.yaml", "utf8")) as { config: Values };
        const values = Object.entries(dev.config).map(([key, value]) => [key.replace("canary-delivery:", ""), value]);
        const { kubeconfig, kubeContext, ...rest } = Object.fromEntries(values) as Values;
        assert.equal(kubeconfig, "~/.canary-delivery/cluster/kubeconfig");
        assert.equal(kubeContext, "canary-delivery");
        const { gate, scrapeInterval } = load(rest);
        assert.equal(gate.timeoutSeconds, 660);
        assert.equal(scrapeInterval, "2s");
    });

    const bad: [Values, string][] = [
        [{ kubeContext: "" }, "kubeContext must name a context of the kubeconfig, got nothing"],
        [{ kubeconfig: "config" }, 'kubeconfig must be an absolute path, or one from ~, got "config"'],
        [{ kubeconfig: "/none" }, 'kubeconfig must be a kubeconfig file, got "/none": no such file'],
        [{ installPlatform: "maybe" }, 'installPlatform must be true or false, got "maybe"'],
        [{ namespace: "Demo" }, 'namespace must be a DNS label of at most 63 characters, got "Demo"'],
        [{ namespace: "monitoring" }, 'namespace must be the app\'s own, got "monitoring"'],
        [
            { name: "a".repeat(57) },
            "name must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, " +
                `and have at most 56 characters, got "${"a".repeat(57)}"`,
        ],
        [
            { name: "1st" },
            "name must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, " +
                'and have at most 56 characters, got "1st"',
        ],
        [{ image: "" }, "image must name a container image, got nothing"],
        [{ image: "my app:1" }, 'image must name a container image, got "my app:1"'],
        [{ replicas: 0 }, 'replicas must be a whole number from 1, got "0"'],
        [{ replicas: "two" }, 'replicas must be a whole number from 1, got "two"'],
        [{ host: "demo_local" }, 'host must be a DNS name, got "demo_local"'],
        [{ env: "A=1" }, 'env must hold texts by name, got "A=1"'],
        [{ env: { A: 1 } }, "env.A must be a text, quoted where it looks like a number, got 1"],
        [{ env: { "1A": "" } }, "env.1A must be named with letters, digits and underscores, and no digit first"],
        [
            { additionalIngressAnnotations: { "canary-weight": "5" } },
            "additionalIngressAnnotations.canary-weight must be named as ingress-nginx names its annotations, without " +
                "the prefix, and not canary, canary-weight or canary-weight-total",
        ],
        [{ steps: "fast" }, 'steps must be a list of setWeight and pause steps, got "fast"'],
        [
            { steps: [{ setWeight: 50 }, { pause: { duration: "2m" } }, { setWeight: 25 }, { setWeight: 100 }] },
            "steps[2].setWeight must be greater than the weight before it, 50, got 25",
        ],
        [{ startingStep: 9 }, 'startingStep must be a whole number from 0 to 8, got "9"'],
        [{ initialDelay: "soon" }, 'initialDelay must be a duration such as 30s, 2m or 1h30m, got "soon"'],
        [{ interval: "0s" }, 'interval must be a duration such as 30s, 2m or 1h30m, longer than none, got "0s"'],
        [{ failureLimit: -1 }, 'failureLimit must be a whole number from 0, got "-1"'],
        [{ consecutiveErrorLimit: "x" }, 'consecutiveErrorLimit must be a whole number from 0, got "x"'],
        [{ window: "2 min" }, 'window must be a duration such as 30s, 2m or 1h30m, longer than none, got "2 min"'],
        [{ p99LatencyMilliseconds: "fast" }, 'p99LatencyMilliseconds must be a number greater than 0, got "fast"'],
        [{ successRatePercent: 101 }, 'successRatePercent must be a number greater than 0, up to 100, got "101"'],
        [{ baseline: "my app:0" }, 'baseline must name a container image, or nothing, got "my app:0"'],
        [
            { progressDeadline: "0s" },
            'progressDeadline must be a duration such as 30s, 2m or 1h30m, longer than none, got "0s"',
        ],
        [
            { prometheusAddress: "prometheus" },
            'prometheusAddress must be an http or https URL without credentials, got "prometheus"',
        ],
        [{ onPause: "skip" }, 'onPause must be promote, wait or fail, got "skip"'],
        [{ onInconclusive: "" }, "onInconclusive must be fail, wait or promote, got nothing"],
        [{ onTimeout: "wait" }, 'onTimeout must be abort or fail, got "wait"'],
        [{ retryAborted: "yes" }, 'retryAborted must be true or false, got "yes"'],
        [{ verifyInitial: "once" }, 'verifyInitial must be true or false, got "once"'],
        [
            { requestsMetric: "http requests" },
            'requestsMetric must be the name of a Prometheus metric, or nothing, got "http requests"',
        ],
        [
            { requestsMetric: "1st{}" },
            'requestsMetric must be the name of a Prometheus metric, or nothing, got "1st{}"',
        ],
        [{ minRequests: 0 }, 'minRequests must be a whole number from 1, got "0"'],
        [{ onTooFewRequests: "pass" }, 'onTooFewRequests must be fail or note, got "pass"'],
        [{ minMeasurements: -1 }, 'minMeasurements must be a whole number from 0, got "-1"'],
        [
            { prometheusUrl: "localhost:9090" },
            'prometheusUrl must be an http or https URL without credentials, or nothing, got "localhost:9090"',
        ],
        [
            { scrapeInterval: "" },
            "scrapeInterval must be a duration such as 30s, 2m or 1h30m, longer than none, got nothing",
        ],
        [{ requestsPerSecond: 0.5 }, 'requestsPerSecond must be a whole number from 0, got "0.5"'],
        [{ ingressHttpNodePort: 80 }, 'ingressHttpNodePort must be a whole number from 30000 to 32767, got "80"'],
        [{ imageDigests: "drop" }, 'imageDigests must be keep or strip, got "drop"'],
        [{ gateTimeout: "2d" }, 'gateTimeout must be a duration of at most 86400s, got "2d"'],
        [{ gateTimeout: "3m" }, "gateTimeout must be longer than the steps' timed pauses, 180s, got 180s"],
        [
            { consecutiveErrorLimit: 16 },
            "steps pause for 180s from startingStep 1 on, too short for a metric to fail: it takes up to 190s " +
                "(initialDelay 30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 16 x 10s)",
        ],
    ];
    for (const [values, problem] of bad) {
        it(`refuse ${JSON.stringify(values).slice(0, 60)}`, () => {
            assert.deepEqual(problemsOf(values), [problem]);
        });
    }

    it("refuse a context that the kubeconfig does not have, and name those that it has", () => {
        assert.deepEqual(problemsOf({ kubeContext: "prod" }), [
            `kubeContext must be a context of ${join(folder, "config")} (local, other), got "prod"`,
        ]);
    });

    it("refuse a file that is no kubeconfig", () => {
        const path = join(folder, "notes");
        writeFileSync(path, "hello");
        assert.deepEqual(problemsOf({ kubeconfig: path }), [
            `kubeconfig must be a kubeconfig file, got "${path}": it lists no contexts`,
        ]);
    });

    it("name every bad key in one error", () => {
        const values = {
            kubeContext: "",
            image: "",
            replicas: "many",
            steps: [{ setWeight: 50 }, { pause: { duration: "a while" } }, { setWeight: 20 }],
            p99LatencyMilliseconds: "low",
            onPause: "often",
        };
        assert.throws(() => load(values), {
            message: [
                "8 settings are wrong, nothing was changed:",
                "  canary-delivery:kubeContext must name a context of the kubeconfig, got nothing",
                "  canary-delivery:image must name a container image, got nothing",
                '  canary-delivery:replicas must be a whole number from 1, got "many"',
                '  canary-delivery:steps[1].pause.duration must be a duration such as 30s, 2m or 1h, longer than none, got "a while"',
                "  canary-delivery:steps[2].setWeight must be greater than the weight before it, 50, got 20",
                "  canary-delivery:steps must end at setWeight 100, got 20",
                '  canary-delivery:p99LatencyMilliseconds must be a number greater than 0, got "low"',
                '  canary-delivery:onPause must be promote, wait or fail, got "often"',
                "set them with `pulumi config set` or in the stack's settings file",
            ].join("\n"),
        });
    });
});
