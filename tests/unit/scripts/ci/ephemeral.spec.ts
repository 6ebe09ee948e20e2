import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type EngineAnswer, FakeEngine } from "../../../support/pulumi/fakeEngine";
import { closed, planned, diagnostic } from "./events";

describe("an ephemeral environment", function () {
    this.timeout("30s");
    let engine: FakeEngine;
    const fake = (answers: Record<string, EngineAnswer> = {}, stacks: string[] = []) => {
        engine = new FakeEngine(answers, stacks);
        engine.write("Pulumi.ci.yaml", "encryptionsalt: salt\nconfig: {shop:baseline: v1}\n");
        return engine;
    };
    afterEach(() => {
        engine.remove();
    });
    const none = ["--policies", "none"];

    it("is removed again, also where its update fails", async () => {
        const up = { exitCode: 255, events: [planned("update"), diagnostic("no", "error"), closed(false)] };
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

    it("first loses what a killed job has left of it", async () => {
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

    it("fails where its removal does, and keeps its state", async () => {
        const answers = { destroy: { exitCode: 255, events: [diagnostic("cluster unreachable", "error")] } };
        const { exitCode, stdout } = await fake(answers, ["mine/pr-12"]).start("ephemeral", ["pr-12", "--destroy"]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /failed, something is left\n\n```text\ncluster unreachable/);
        assert.ok(!engine.commands().includes("stack rm"));
    });

    it("is not missed where there is none to remove", async () => {
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
        it(`${removed ? "is" : "is not"} ${there} where ${called} is to go`, async () => {
            const { exitCode } = await fake({}, [there]).start("ephemeral", [called, "--destroy"]);
            assert.equal(exitCode, 0);
            assert.equal(engine.commands().includes("destroy"), removed);
            assert.deepEqual(engine.stacks(), removed ? [] : [there]);
        });
    }

    it("passes the first of a runner's signals on to pulumi, once, and is still removed", async () => {
        const up = { exitCode: 255, waits: true, jobGets: ["SIGINT", "SIGTERM"] } as const;
        assert.equal((await fake({ up }).start("ephemeral", ["pr-12", ...none])).exitCode, 1);
        assert.equal(engine.calls().find(({ args }) => args[0] === "up")?.signals, 1);
        assert.deepEqual(engine.commands().slice(-2), ["destroy", "stack rm"]);
    });

    it("lets a second signal end no removal that the first has led to", async () => {
        const up = { exitCode: 255, waits: true, jobGets: ["SIGINT"] } as const;
        const { exitCode, stdout } = await fake({ up, destroy: { jobGets: ["SIGTERM"] } }).start("ephemeral", [
            "pr-12",
            ...none,
        ]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /## Removal of pr-12: nothing is left/);
        assert.deepEqual(engine.stacks(), []);
    });

    it("ends its removal in good order where the first signal comes in the middle of it, and keeps its state", async () => {
        const destroy = { exitCode: 255, waits: true, jobGets: ["SIGTERM"] } as const;
        const { exitCode } = await fake({ destroy }, ["mine/pr-12"]).start("ephemeral", ["pr-12", "--destroy"]);
        assert.equal(exitCode, 1);
        assert.equal(engine.calls().at(-1)?.signals, 1);
        assert.deepEqual(engine.stacks(), ["mine/pr-12"]);
    });

    it("begins no update once a signal came, and is removed with the copy of its settings", async () => {
        const scratch = join(fake({ "stack init": { jobGets: ["SIGTERM"] } }).home, "scratch");
        mkdirSync(scratch);
        const args = ["pr-12", ...none, "--set", "image=v2"];
        const { exitCode, stderr } = await engine.start("ephemeral", args, { TMPDIR: scratch });
        assert.equal(exitCode, 1);
        assert.match(stderr, /^received SIGTERM: started no further step/m);
        const after = ["stack ls", "stack init", "stack ls", "cancel", "destroy", "stack rm"];
        assert.deepEqual(engine.commands(), after);
        assert.deepEqual(
            readdirSync(scratch).filter((name) => name.startsWith("canary-")),
            [],
        );
    });
});
