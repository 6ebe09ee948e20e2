import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../../scripts/local/home";

/** Runs the command as the package's bin does, from its sources. */
function run(...args: string[]) {
    const command = join(checkout, "components", "src", "cli", "index.ts");
    const node = ["-r", "ts-node/register/transpile-only", command, ...args];
    return execa("node", node, { cwd: checkout, reject: false });
}

describe("canary-delivery", function () {
    this.timeout("30s");

    it("explains its commands", async () => {
        const { exitCode, stdout } = await run("judge", "--help");
        assert.equal(exitCode, 0);
        assert.match(stdout, /--rollout <namespace\/name>/);
        assert.match(
            stdout,
            /Exit codes:\n {2}0 {2}not rejected\n {2}1 {2}rejected\n {2}2 .*\n {2}4 {2}not judged\n {2}5 /,
        );
        const check = await run("check", "--help");
        assert.match(check.stdout, /--rollout <namespace\/name>/);
        assert.match(check.stdout, /Exit codes:\n {2}0 {2}no problem\n {2}1 {2}at least one problem\n {2}2 .*\n {2}5 /);
    });

    it("ends quietly when the reader of its output has gone", async () => {
        const command = join(checkout, "components", "src", "cli", "index.ts");
        const help = `node -r ts-node/register/transpile-only ${command} --help`;
        const { stderr } = await execa("bash", ["-c", `${help} | true`], { cwd: checkout });
        assert.equal(stderr, "");
    });

    for (const [name, args, message] of [
        ["an unknown command", ["jugde"], /unknown command 'jugde'/],
        [
            "a missing option",
            ["judge", "--context", "a"],
            /required option '--rollout <namespace\/name>' not specified/,
        ],
        ["a rollout without a namespace", ["judge", "--rollout", "shop"], /a namespace and a name, such as demo\/shop/],
        ["a duration", ["judge", "--rollout", "a/b", "--since", "1 hour"], /a duration such as 90s, 15m or 1h30m/],
        ["a share", ["judge", "--rollout", "a/b", "--max-errors", "100"], /a percentage below 100/],
        [
            "a header of an unset variable",
            ["judge", "--rollout", "a/b", "--header", "Authorization=NOT_SET"],
            /a header and of an environment variable that is set/,
        ],
        ["a bound", ["judge", "--rollout", "a/b", "--latency-bound", "0"], /a number above 0/],
        [
            "a kubeconfig",
            ["judge", "--rollout", "a/b", "--context", "c", "--kubeconfig", "/nowhere/config"],
            /^kubeconfig \/nowhere\/config cannot be read: /,
        ],
    ] as const) {
        it(`rejects ${name} with one message, and exit code 2`, async () => {
            const { exitCode, stdout, stderr } = await run(...args);
            assert.equal(exitCode, 2, stderr);
            assert.equal(stdout, "");
            assert.match(stderr, message);
            assert.doesNotMatch(stderr, /^\s+at /m);
        });
    }
});
