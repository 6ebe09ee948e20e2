import assert from "node:assert/strict";
import { rejects, StackSettings } from "./stackSettings";

describe("settings", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    it("protect nothing, send no traffic and use ingress-nginx's usual port if nothing is set", async () => {
        const { protect, requestsPerSecond, ingressHttpNodePort, scrapeInterval } = await stack.load();
        assert.deepEqual(
            { protect, requestsPerSecond, ingressHttpNodePort, scrapeInterval },
            { protect: false, requestsPerSecond: 0, ingressHttpNodePort: 30080, scrapeInterval: "5s" },
        );
    });

    it("cannot be changed afterwards", async () => {
        const { canary } = (await stack.load()) as { canary: { analysis: { window: string } } };
        assert.throws(() => (canary.analysis.window = "1s"), TypeError);
    });

    rejects(
        () => stack,
        [
            [{ kubeContext: "" }, "kubeContext must be a context of the kubeconfig, got nothing"],
            [
                { kubeconfig: "config" },
                'kubeconfig must be an absolute path, one from ~, the content of a kubeconfig, or in-cluster, got "config"',
            ],
            [{ kubeconfig: "/none" }, 'kubeconfig must be a kubeconfig file, got "/none": no such file'],
            [
                { scrapeInterval: "" },
                "scrapeInterval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got nothing",
            ],
            [{ requestsPerSecond: 0.5 }, 'requestsPerSecond must be a whole number from 0, got "0.5"'],
            [
                { requestsPerSecond: 40, tlsSecret: "shop-tls" },
                "requestsPerSecond must be 0 with tlsSecret, got 40: ingress-nginx redirects http to https, which " +
                    "the synthetic traffic does not support",
            ],
            [{ protect: "yes" }, 'protect must be true or false, got "yes"'],
        ],
    );

    it("reject a context that the kubeconfig does not have, and name those that it has", async () => {
        assert.deepEqual(await stack.problemsOf({ kubeContext: "prod" }), [
            `kubeContext must be a context of ${stack.kubeconfig} (local, other), got "prod"`,
        ]);
    });

    it("reject a file that is no kubeconfig", async () => {
        const path = stack.file("notes", "hello");
        assert.deepEqual(await stack.problemsOf({ kubeconfig: path }), [
            `kubeconfig must be a kubeconfig file, got "${path}": it lists no contexts`,
        ]);
    });

    it("name every bad key in one error", async () => {
        const values = {
            kubeContext: "",
            controllerReplicas: "none",
            image: "",
            replicas: "many",
            steps: [{ setWeight: 50 }, { pause: { duration: "a while" } }, { setWeight: 20 }],
            p99LatencyMilliseconds: "low",
            onPause: "often",
        };
        await assert.rejects(stack.load(values), {
            message: [
                "9 settings are wrong, nothing was changed:",
                "  canary-delivery:kubeContext must be a context of the kubeconfig, got nothing",
                '  canary-delivery:controllerReplicas must be a whole number from 1, got "none"',
                "  canary-delivery:image must be a container image, got nothing",
                '  canary-delivery:replicas must be a whole number from 1, got "many"',
                '  canary-delivery:steps[1].pause.duration must be a duration such as 30s, 2m or 1h, longer than 0s, got "a while"',
                "  canary-delivery:steps[2].setWeight must be greater than the weight before it, 50, got 20",
                "  canary-delivery:steps must end at setWeight 100, got 20",
                '  canary-delivery:p99LatencyMilliseconds must be a number greater than 0, got "low"',
                '  canary-delivery:onPause must be one of promote, wait, fail, got "often"',
                "set them with `pulumi config set` or in the stack's settings file",
            ].join("\n"),
        });
    });
});
