import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { appUrl } from "../../../infra/appSettings";
import { rejects, StackSettings, type Values } from "./stackSettings";

const nameRule =
    "name must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, " +
    "and have at most 56 characters, got";

describe("settings of the app", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    it("are the article's app, on the demo service's ports, where nothing is set", async () => {
        assert.deepEqual((await stack.load()).app, {
            namespace: "demo",
            createNamespace: true,
            name: "ops-hardening-demo",
            image: "registry/app:1",
            scale: { replicas: 2 },
            router: { kind: "nginx" },
            host: "demo.local",
            port: 8080,
            metricsPort: 9464,
            metricsPath: "/metrics",
            env: {},
            files: {},
            secretEnv: {},
            podTemplate: undefined,
            monitor: undefined,
        });
    });

    it("are the pods' template and the monitor as they are given", async () => {
        const podTemplate = { spec: { tolerations: [{ key: "spot", operator: "Exists" }] } };
        const monitor = { kind: "PodMonitor", labels: { release: "prometheus" } };
        const { app } = await stack.load({ podTemplate, monitor });
        assert.deepEqual([app.podTemplate, app.monitor], [podTemplate, monitor]);
    });

    it("name a baseline only where there is one", async () => {
        assert.equal("baseline" in (await stack.load()).app, false);
        assert.equal((await stack.load({ baseline: "registry/app:0" })).app.baseline, "registry/app:0");
    });

    it("have an autoscaler in place of a number of pods", async () => {
        const autoscaling = { minReplicas: 3, maxReplicas: 10, cpuPercent: 70 };
        assert.deepEqual((await stack.load({ autoscaling })).app.scale, { autoscaling });
    });

    it("keep secret variables secret, each by itself", async () => {
        const { secretEnv } = (await stack.load({ secretEnv: { TOKEN: "hidden-1", KEY: "hidden-2" } })).app;
        assert.deepEqual(Object.keys(secretEnv), ["TOKEN", "KEY"]);
        const token = secretEnv["TOKEN"];
        assert.ok(token !== undefined);
        assert.equal(await pulumi.isSecret(token), true);
        assert.equal(await new Promise((resolve) => token.apply(resolve)), "hidden-1");
    });

    const secrets: [string, Values, string][] = [
        ["a value that is no string", { secretEnv: { PIN: 4711 } }, "4711"],
        ["a name that is none", { secretEnv: { "my token": "hidden" } }, "hidden"],
        ["something else than a map of strings", { secretEnv: "TOKEN=hidden" }, "hidden"],
        ["a name that env has too", { secretEnv: { A: "hidden" }, env: { A: "shown" } }, "hidden"],
    ];
    for (const [what, values, value] of secrets) {
        it(`reject, of a secret, ${what}, without showing it`, async () => {
            const [problem = "", ...more] = await stack.problemsOf(values);
            assert.deepEqual(more, []);
            assert.match(problem, /^secretEnv/);
            assert.ok(!problem.includes(value), problem);
        });
    }

    it("reject secret variables that were not set as secrets, which Pulumi would store in plain text", async () => {
        assert.deepEqual(await stack.problemsOf({ secretEnv: { TOKEN: "hidden" } }, []), [
            "secretEnv must be set as a secret, with pulumi config set --secret --path secretEnv.NAME",
        ]);
        assert.deepEqual(await stack.problemsOf({ secretEnv: {} }, []), []);
    });

    for (const [key, values] of [
        ["env", { env: { TOKEN: "hidden" } }],
        ["podTemplate", { podTemplate: { metadata: { annotations: { token: "hidden" } } } }],
        [
            "argoNotificationServices",
            { argoNotificationServices: { webhooks: { receiver: { url: "https://hooks.example.com/hidden" } } } },
        ],
        ["requestsSelector", { requestsSelector: [{ label: "path", operator: "=", value: "hidden" }] }],
    ] as const) {
        it(`reject a secret in ${key}, which objects have in plain text`, async () => {
            const why = "the state and the cluster's objects have it in plain text";
            assert.deepEqual(await stack.problemsOf(values, [key]), [
                `${key} must have no secret: ${why}; name a key of a Secret, or use secretEnv`,
            ]);
            assert.deepEqual(await stack.problemsOf(values, []), []);
        });
    }

    it("reject the namespaces of an existing platform", async () => {
        const platform = { platform: "existing", ingressNamespace: "edge", monitoringNamespace: "metrics" };
        for (const namespace of ["edge", "metrics"]) {
            assert.deepEqual(await stack.problemsOf({ ...platform, namespace }), [
                `namespace must be the app's own, got "${namespace}"`,
            ]);
        }
    });

    it("make a URL with the ingress's port, and none of it where there is no port, or https", async () => {
        const { app } = await stack.load();
        assert.equal(appUrl(app, 30080), "http://demo.local:30080");
        assert.equal(appUrl(app, undefined), "http://demo.local");
        assert.equal(appUrl({ ...app, tlsSecret: "demo-tls" }, 30080), "https://demo.local");
    });

    for (const image of ["a", "shop", "example.com:5000/team/shop:v1", "shop@sha256:0aF", "shop:v1@sha256:0aF"]) {
        it(`accept the image ${image}`, async () => {
            assert.equal((await stack.load({ image })).app.image, image);
        });
    }

    const letters = "letters, digits, dashes, dots and underscores";
    const file = `with at most 253 ${letters}, without a folder, and not begin with two dots`;
    rejects(
        () => stack,
        [
            [{ namespace: "Demo" }, 'namespace must be a DNS label of at most 63 characters, got "Demo"'],
            [{ namespace: "monitoring" }, 'namespace must be the app\'s own, got "monitoring"'],
            [{ name: "a".repeat(57) }, `${nameRule} "${"a".repeat(57)}"`],
            [{ name: "1st" }, `${nameRule} "1st"`],
            [{ image: "" }, "image must be a container image, got nothing"],
            [{ image: "my app:1" }, 'image must be a container image, got "my app:1"'],
            // registry.example.com/shop:$TAG@$DIGEST with empty variables.
            ...[
                "example.com/shop:",
                "example.com/shop@",
                "example.com/shop:@sha256:ab",
                "shop@sha256:",
                ":v1",
                "@",
            ].map((image): [Values, string] => [
                { image },
                `image must be a container image, got ${JSON.stringify(image)}`,
            ]),
            [{ baseline: "my app:0" }, 'baseline must be a container image, got "my app:0"'],
            [{ replicas: 0 }, "replicas must be a whole number from 1, got 0"],
            [{ replicas: "two" }, 'replicas must be a whole number from 1, got "two"'],
            [
                { autoscaling: { minReplicas: 5, maxReplicas: 4 } },
                "autoscaling.maxReplicas must be at least minReplicas, 5, got 4",
            ],
            [
                { autoscaling: { minReplicas: 1, maxReplicas: 2 }, replicas: "two" },
                'replicas must be a whole number from 1, got "two"',
            ],
            [{ autoscaling: "often" }, 'autoscaling must be {minReplicas: NUMBER, maxReplicas: NUMBER}, got "often"'],
            [{ host: "demo_local" }, 'host must be a DNS name, got "demo_local"'],
            [{ host: "*.demo.local" }, 'host must be a single name without a wildcard, got "*.demo.local"'],
            // Listed once, although the certificate has it too.
            [{ host: "demo_local", tlsSecret: "demo-tls" }, 'host must be a DNS name, got "demo_local"'],
            [{ tlsSecret: "My Secret" }, 'tlsSecret must be the name of a Secret, got "My Secret"'],
            [{ port: 0 }, "port must be a port from 1 to 65535, got 0"],
            [{ metricsPort: 65_536 }, "metricsPort must be a port from 1 to 65535, got 65536"],
            [{ metricsPath: "metrics" }, 'metricsPath must be an absolute path, got "metrics"'],
            [{ env: "A=1" }, 'env must be a map of strings, got "A=1"'],
            [{ env: { A: 1 } }, "env.A must be a string, quoted where it looks like a number, got 1"],
            [{ env: { "1A": "" } }, `env.1A must be named with ${letters}, and no digit first`],
            [{ secretEnv: { "1A": "" } }, `secretEnv.1A must be named with at most 253 ${letters}, and no digit first`],
            [{ files: { "conf/app.yaml": "" } }, `files.conf/app.yaml must be named ${file}`],
            [{ files: { "..data": "" } }, `files...data must be named ${file}`],
        ],
    );
});
