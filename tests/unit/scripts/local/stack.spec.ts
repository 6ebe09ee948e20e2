import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../../scripts/local/home";
import { FakePulumi, type PulumiCall } from "../../../support/pulumi/fakePulumi";

const app = { type: "canary:index:CanaryApp" };
const platform = { deployment: { resources: [{ type: "canary:index:ArgoRollouts" }, app] } };
const consumer = { deployment: { resources: [app] } };
const consumerFolder = join(checkout, "examples", "another-service");

/** The stacks, by folder and name, that calls of a command were about. */
function stacksOf(calls: readonly PulumiCall[], ...command: string[]): string[] {
    return calls
        .filter(({ args }) => command.every((word, index) => args[index] === word))
        .map(({ args, cwd }) => `${cwd}:${args[args.indexOf("--stack") + 1] ?? ""}`);
}

describe("stacks of the scripts", function () {
    this.timeout(60_000);
    let pulumi: FakePulumi;
    afterEach(() => {
        pulumi.remove();
    });

    it("are cleared in each one's own project, the installed platform last, and empty ones not at all", async () => {
        pulumi = new FakePulumi({
            "canary-delivery/dev": platform,
            "canary-delivery/staging": { deployment: {} },
            "canary-consumer/dev": consumer,
        });
        for (const label of ["dev", "dev@canary-consumer", "gone", "staging"]) {
            pulumi.addLocal(label);
        }
        const calls = await pulumi.run("await Stack.clearLocal(() => undefined);");
        assert.deepEqual(stacksOf(calls, "destroy"), [`${consumerFolder}:dev`, `${checkout}:dev`]);
        assert.deepEqual(stacksOf(calls, "state", "unprotect"), []);
    });

    it("are cleared even where they are protected", async () => {
        pulumi = new FakePulumi({
            "canary-delivery/prod": { deployment: { resources: [{ ...app, protect: true }] } },
        });
        pulumi.addLocal("prod");
        const calls = await pulumi.run("await Stack.clearLocal(() => undefined);");
        const commands = calls.map(({ args }) => args[0]);
        assert.ok(commands.indexOf("state") < commands.indexOf("destroy"));
        assert.deepEqual(stacksOf(calls, "state", "unprotect", "--all"), [`${checkout}:prod`]);
    });

    it("are cleared of what a run that was killed had begun, which a destroy keeps", async () => {
        pulumi = new FakePulumi({
            "canary-delivery/dev": platform,
            "canary-delivery/staging": { deployment: { pending_operations: [{ type: "creating" }] } },
        });
        pulumi.addLocal("dev");
        pulumi.addLocal("staging");
        const calls = await pulumi.run("await Stack.clearLocal(() => undefined);");
        assert.deepEqual(stacksOf(calls, "stack", "import"), [`${checkout}:staging`]);
    });

    it("are all forgotten, of every project", async () => {
        pulumi = new FakePulumi({ "canary-delivery/dev": platform, "canary-consumer/dev": consumer });
        pulumi.addLocal("dev");
        pulumi.addLocal("dev@canary-consumer");
        const calls = await pulumi.run("await Stack.forgetLocal();");
        const removed = calls.filter(({ args }) => args[1] === "rm").map(({ args, cwd }) => `${cwd}:${args[2] ?? ""}`);
        assert.deepEqual(removed.sort(), [`${checkout}:dev`, `${consumerFolder}:dev`].sort());
        assert.deepEqual(readdirSync(join(pulumi.home, "cluster", "stacks")), []);
    });

    it("are updated at once, each with its own settings, log and temporary folder", async () => {
        pulumi = new FakePulumi({}, 2);
        const calls = await pulumi.run(`
            const stacks = [Stack.of("dev"), Stack.of("dev", undefined, { project: canaryConsumer })];
            await Promise.all(stacks.map((stack) => stack.init()));
            const runs = await Promise.all(stacks.map((stack) => stack.up(undefined, ["--refresh"])));
            assert.deepEqual(runs.map(({ exitCode }) => exitCode), [0, 0]);
            assert.notEqual(stacks[0].logFile, stacks[1].logFile);`);
        const updates = calls.filter(({ args }) => args[0] === "up");
        const [first, second] = updates as [PulumiCall, PulumiCall];
        assert.equal(updates.length, 2);
        assert.notEqual(first.scratch, second.scratch);
        assert.deepEqual(updates.map(({ cwd }) => cwd).sort(), [checkout, consumerFolder].sort());
        const configFiles = updates.map(({ args }) => args[args.indexOf("--config-file") + 1]);
        assert.equal(new Set(configFiles).size, 2);
        for (const { args } of updates) {
            assert.ok(args.includes("--refresh"));
            assert.ok(!args[args.indexOf("--config-file") + 1]?.startsWith(checkout));
        }
    });
});
