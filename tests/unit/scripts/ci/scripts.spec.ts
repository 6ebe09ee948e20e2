import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type EngineAnswer, FakeEngine } from "../../../support/pulumi/fakeEngine";
import { FakeApiServer } from "../../../support/apiServer/fakeApiServer";
import { preflightInputs } from "../../../support/preflight/preflightInputs";
import { diagnostic, done, planned, unknown, violation } from "./events";

const update = planned("update", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });

describe("the scripts of a pipeline", function () {
    this.timeout("30s");
    let engine: FakeEngine;
    const fake = (answers: Record<string, EngineAnswer> = {}) => {
        engine = new FakeEngine(answers);
        engine.write("Pulumi.prod.yaml", "encryptionsalt: salt\nconfig: {shop:image: v1, shop:replicas: '3'}\n");
        return engine;
    };
    afterEach(() => {
        engine.remove();
    });
    const none = ["--policies", "none"];

    it("report all problems of a command line at once, and call no pulumi", async () => {
        const args = ["staging", "--set", "image", "--set", "a=1", "--set", "a=2", "--policy-pack", fake().home];
        const { exitCode, stderr } = await engine.start("preview", args);
        assert.equal(exitCode, 2);
        for (const problem of [
            /no settings file .*Pulumi\.staging\.yaml/,
            /--set must be KEY=VALUE/,
            /--set has a twice/,
        ]) {
            assert.match(stderr, problem);
        }
        assert.match(stderr, /--policies must be none, got "staging"/);
        assert.match(stderr, /is not built; .* run npm ci && npm run build:policies/);
        assert.deepEqual(engine.calls(), []);
    });

    it("reject an unknown option with the same exit code, and show help with exit code 0", async () => {
        assert.equal((await fake().start("drift", ["prod", "--policies", "dev"])).exitCode, 2);
        const { exitCode, stdout } = await engine.start("drift", ["--help"]);
        assert.equal(exitCode, 0);
        assert.match(stdout, /Exit code: 0; 1 .*; 2 /);
    });

    describe("with --check", () => {
        const preflightType = "pulumi-nodejs:dynamic/canary:Preflight";
        const preflight = (inputs: object) => planned("same", { type: preflightType, new: { ...inputs } });

        it("fail a preview whose preflight finds a problem, and list it in the summary", async () => {
            const server = await FakeApiServer.start();
            try {
                server.serve("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", ({ body }) => {
                    const { resourceAttributes } = (body as { spec: { resourceAttributes: { resource: string } } })
                        .spec;
                    return { json: { status: { allowed: resourceAttributes.resource !== "services" } } };
                });
                const event = preflight({ ...preflightInputs, kubeconfig: server.kubeconfig, images: unknown });
                fake({ preview: { events: [event, update] } });
                const without = await engine.start("preview", ["prod", ...none]);
                assert.equal(without.exitCode, 0);
                assert.equal(server.requests.length, 0);
                const { exitCode, stdout } = await engine.start("preview", ["prod", ...none, "--check"]);
                assert.equal(exitCode, 1);
                assert.match(stdout, /### Preflight: found on the cluster/);
                assert.match(stdout, /\| `demo\/web` \| problem \| the kubeconfig's user may not list, watch services/);
                assert.ok(server.requests.every(({ method, path }) => method === "GET" || path.includes("reviews")));
            } finally {
                await server.stop();
            }
        });

        it("fail a preview that does not know where to check", async () => {
            fake({ preview: { events: [preflight({ ...preflightInputs, namespace: unknown })] } });
            const { exitCode, stdout } = await engine.start("preview", ["prod", ...none, "--check"]);
            assert.equal(exitCode, 1);
            assert.match(stdout, /\| `shop` \| not checked \| the preview does not know namespace/);
        });
    });

    it("put settings on top of a copy, and leave the project as it is", async () => {
        const before = readdirSync(fake().project);
        const { exitCode } = await engine.start("preview", [
            "prod",
            ...none,
            "--set",
            "image=v2",
            "--set",
            "aws:region=a",
        ]);
        assert.equal(exitCode, 0);
        const [call] = engine.calls();
        assert.deepEqual(parse(call?.settings ?? ""), {
            encryptionsalt: "salt",
            config: { "shop:image": "v2", "shop:replicas": "3", "aws:region": "a" },
        });
        assert.deepEqual(readdirSync(engine.project), before);
        assert.match(readFileSync(join(engine.project, "Pulumi.prod.yaml"), "utf8"), /shop:image: v1/);
    });

    it("check a stack against the policies of its name", async () => {
        const pack = join(fake().home, "pack");
        mkdirSync(join(pack, "config"), { recursive: true });
        mkdirSync(join(pack, "node_modules", "@pulumi", "policy"), { recursive: true });
        writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
        writeFileSync(join(pack, "config", "prod.json"), "{}");
        await engine.start("deploy", ["organization/shop/prod", "--policy-pack", pack]);
        const [call] = engine.calls();
        const flags = ["--policy-pack", pack, "--policy-pack-config", join(pack, "config", "prod.json")];
        assert.deepEqual(call?.args.slice(0, 6), ["up", "--yes", ...flags]);
        // Dots in between the lines of a gate.
        assert.ok(call.args.includes("--suppress-progress"));
        // Without the preview, a violation would stop the update halfway.
        assert.ok(!call.args.includes("--skip-preview"));
    });

    it("reject a policy pack without its packages, and one without its program", async () => {
        const pack = join(fake().home, "pack");
        mkdirSync(join(pack, "config"), { recursive: true });
        writeFileSync(join(pack, "config", "prod.json"), "{}");
        writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: dist/start.js\n");
        const rejected = async () => (await engine.start("deploy", ["prod", "--policy-pack", pack])).exitCode === 2;
        mkdirSync(join(pack, "dist"));
        writeFileSync(join(pack, "dist", "start.js"), "");
        assert.ok(await rejected(), "without its packages");
        // A workspace has its packages in a folder above.
        mkdirSync(join(engine.home, "node_modules", "@pulumi", "policy"), { recursive: true });
        assert.ok(!(await rejected()));
        writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: dist/other.js\n");
        assert.ok(await rejected(), "without its program");
    });

    it("fail where pulumi does, with a summary on the page of the job and in a file", async () => {
        const page = join(fake({ preview: { exitCode: 255, events: [violation("a", "no"), update] } }).home, "page.md");
        writeFileSync(page, "of an earlier step\n");
        const file = join(engine.home, "summary.md");
        const args = ["prod", ...none, "--summary", file];
        const { exitCode, stdout } = await engine.start("preview", args, { GITHUB_STEP_SUMMARY: page });
        assert.equal(exitCode, 1);
        assert.equal(stdout, "");
        assert.match(readFileSync(page, "utf8"), /^of an earlier step\n## Preview of prod: rejected by policies\n/);
        assert.match(readFileSync(file, "utf8"), /^## Preview of prod: rejected by policies\n/);
    });

    it("annotate a failed update in GitHub Actions alone", async () => {
        const failure = diagnostic("error: rollout shop/shop was aborted; fix it\n", "error");
        fake({ up: { exitCode: 255, events: [update, failure] } });
        const args = ["prod", ...none, "--summary", join(engine.home, "summary.md")];
        const page = join(engine.home, "page.md");
        const actions = { GITHUB_STEP_SUMMARY: page, GITHUB_ACTIONS: "true" };
        const { exitCode, stdout } = await engine.start("deploy", args, actions);
        assert.equal(exitCode, 1);
        assert.equal(stdout, "::error title=update of prod::rollout shop/shop was aborted; fix it");
        const elsewhere = { ...actions, GITHUB_ACTIONS: "" };
        assert.equal((await engine.start("deploy", args, elsewhere)).stdout, "");
    });

    it("take the image that is deployed from the stack's outputs, where they are to", async () => {
        fake({ "stack output": { output: { image: "shop@sha256:aaa" } } });
        await engine.start("preview", ["prod", ...none, "--deployed-image"]);
        assert.match(engine.calls().at(-1)?.settings ?? "", /shop:image: shop@sha256:aaa/);
    });

    it("report that nothing is deployed", async () => {
        const { exitCode, stderr } = await fake({ "stack output": { output: {} } }).start("drift", [
            "prod",
            "--deployed-image",
        ]);
        assert.equal(exitCode, 1);
        assert.match(stderr, /^stack prod has no output image: .*--set image=/);
    });

    for (const key of ["image", "shop:image"]) {
        it(`take the image that --set ${key} names before the one that is deployed`, async () => {
            const args = ["prod", "--deployed-image", "--set", `${key}=v2`];
            assert.equal((await fake({ "stack output": { output: {} } }).start("drift", args)).exitCode, 0);
            assert.match(engine.calls().at(-1)?.settings ?? "", /shop:image: v2/);
        });
    }

    it("find drift also where the program would change nothing about it", async () => {
        const edited = done("refresh", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });
        const { exitCode, stdout } = await fake({ preview: { events: [edited] } }).start("drift", ["prod"]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /^## Drift of prod: found\n/);
        assert.deepEqual(engine.calls()[0]?.args.slice(0, 3), ["preview", "--refresh", "--expect-no-changes"]);
    });
});
