import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type EngineAnswer, FakeEngine } from "../../support/fakeEngine";
import { closed, done, planned, said, violation } from "./events";

const update = planned("update", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });

describe("the scripts of a pipeline", function () {
    this.timeout("30s");
    let engine: FakeEngine;
    const fake = (answers: Record<string, EngineAnswer> = {}, stacks: string[] = []) => {
        engine = new FakeEngine(answers, stacks);
        engine.write("Pulumi.prod.yaml", "encryptionsalt: salt\nconfig: {shop:image: v1, shop:replicas: '3'}\n");
        engine.write("Pulumi.ci.yaml", "encryptionsalt: salt\nconfig: {shop:baseline: v1}\n");
        return engine;
    };
    afterEach(() => {
        engine.remove();
    });
    const none = ["--policies", "none"];

    it("say everything that is wrong with a call at once, and call no pulumi", async () => {
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
        assert.match(stderr, /is not built; run npm ci --prefix policies && npm run build/);
        assert.deepEqual(engine.calls(), []);
    });

    it("refuse an option that there is not with the same exit code, and none for help", async () => {
        assert.equal((await fake().start("drift", ["prod", "--policies", "dev"])).exitCode, 2);
        const { exitCode, stdout } = await engine.start("drift", ["--help"]);
        assert.equal(exitCode, 0);
        assert.match(stdout, /Exit code: 0; 1 .*; 2 /);
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

    it("hold a stack to the policies of its own name", async () => {
        const pack = join(fake().home, "pack");
        mkdirSync(join(pack, "config"), { recursive: true });
        mkdirSync(join(pack, "node_modules"));
        writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
        writeFileSync(join(pack, "config", "prod.json"), "{}");
        await engine.start("deploy", ["organization/shop/prod", "--policy-pack", pack]);
        const [call] = engine.calls();
        const flags = ["--policy-pack", pack, "--policy-pack-config", join(pack, "config", "prod.json")];
        assert.deepEqual(call?.args.slice(0, 6), ["up", "--yes", ...flags]);
        // Without it, what the rules refuse is refused in the middle of the update.
        assert.ok(!call.args.includes("--skip-preview"));
    });

    it("fail where pulumi does, with a summary on the page of the job and in a file", async () => {
        const page = join(fake({ preview: { exitCode: 255, events: [violation("a", "no"), update] } }).home, "page.md");
        writeFileSync(page, "of an earlier step\n");
        const file = join(engine.home, "summary.md");
        const args = ["prod", ...none, "--summary", file];
        const { exitCode, stdout } = await engine.start("preview", args, { GITHUB_STEP_SUMMARY: page });
        assert.equal(exitCode, 1);
        assert.equal(stdout, "");
        assert.match(readFileSync(page, "utf8"), /^of an earlier step\n## Preview of prod: refused by policies\n/);
        assert.match(readFileSync(file, "utf8"), /^## Preview of prod: refused by policies\n/);
    });

    it("take the image that is deployed from the stack's outputs, where they are to", async () => {
        fake({ "stack output": { output: { image: "shop@sha256:aaa" } } });
        await engine.start("preview", ["prod", ...none, "--deployed-image"]);
        assert.match(engine.calls().at(-1)?.settings ?? "", /shop:image: shop@sha256:aaa/);
    });

    it("say so where nothing is deployed", async () => {
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

    it("remove an ephemeral stack again, also where its update fails", async () => {
        const up = { exitCode: 255, events: [update, said("no", "error"), closed(false)] };
        const { exitCode, stdout } = await fake({ up }).start("ephemeral", ["pr-12", ...none]);
        assert.equal(exitCode, 1);
        assert.deepEqual(engine.commands(), [
            "stack ls",
            "stack init",
            "up",
            "stack ls",
            "cancel",
            "destroy",
            "stack rm",
        ]);
        assert.match(stdout, /^## Update of pr-12: failed\n[^]*\n\n## Removal of pr-12: nothing is left$/);
        // The salt is of the file's own stack; pulumi writes the new one's.
        assert.deepEqual(parse(engine.calls()[2]?.settings ?? ""), {
            config: { "shop:baseline": "v1", "shop:name": "pr-12", "shop:namespace": "pr-12" },
        });
    });

    it("first remove what a killed job has left of it", async () => {
        assert.equal((await fake({}, ["mine/pr-12"]).start("ephemeral", ["pr-12", ...none])).exitCode, 0);
        assert.deepEqual(engine.commands().slice(0, 6), [
            "stack ls",
            "cancel",
            "destroy",
            "stack rm",
            "stack init",
            "up",
        ]);
    });

    it("fail where a removal does, and keep the stack's state", async () => {
        const answers = { destroy: { exitCode: 255, events: [said("cluster unreachable", "error")] } };
        const { exitCode, stdout } = await fake(answers, ["mine/pr-12"]).start("ephemeral", ["pr-12", "--destroy"]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /failed, something is left\n\n```text\ncluster unreachable/);
        assert.ok(!engine.commands().includes("stack rm"));
    });

    it("have nothing to remove where there is no such stack", async () => {
        assert.equal((await fake().start("ephemeral", ["pr-12", "--destroy"])).exitCode, 0);
        assert.deepEqual(engine.commands(), ["stack ls"]);
    });

    for (const [called, there, removed] of [
        ["acme/shop/pr-12", "acme/pr-12", true],
        ["acme/pr-12", "acme/pr-12", true],
        ["mine/shop/pr-12", "mine/pr-12", true],
        ["acme/shop/pr-12", "mine/pr-12", false],
        ["pr-12", "acme/pr-12", false],
    ] as const) {
        it(`${removed ? "remove" : "do not touch"} ${there} where ${called} is to go`, async () => {
            const { exitCode } = await fake({}, [there]).start("ephemeral", [called, "--destroy"]);
            assert.equal(exitCode, 0);
            assert.equal(engine.commands().includes("destroy"), removed);
            assert.deepEqual(engine.stacks(), removed ? [] : [there]);
        });
    }

    it("pass the first of a runner's signals on to pulumi, once, and still remove an ephemeral stack", async () => {
        const up = { exitCode: 255, waits: true, jobGets: ["SIGINT", "SIGTERM"] } as const;
        assert.equal((await fake({ up }).start("ephemeral", ["pr-12", ...none])).exitCode, 1);
        assert.equal(engine.calls().find(({ args }) => args[0] === "up")?.signals, 1);
        assert.deepEqual(engine.commands().slice(-2), ["destroy", "stack rm"]);
    });

    it("begin no update once a signal came, and remove the stack and the settings that they had made", async () => {
        const scratch = join(fake({ "stack init": { jobGets: ["SIGTERM"] } }).home, "scratch");
        mkdirSync(scratch);
        const args = ["pr-12", ...none, "--set", "image=v2"];
        const { exitCode, stderr } = await engine.start("ephemeral", args, { TMPDIR: scratch });
        assert.equal(exitCode, 1);
        assert.match(stderr, /^SIGTERM came: no further step was begun/m);
        const after = ["stack ls", "stack init", "stack ls", "cancel", "destroy", "stack rm"];
        assert.deepEqual(engine.commands(), after);
        assert.deepEqual(
            readdirSync(scratch).filter((name) => name.startsWith("canary-")),
            [],
        );
    });
});
