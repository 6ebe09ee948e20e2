import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PulumiCli } from "../../../../scripts/local/pulumiCli";

/** Leaves a file in its temporary folder, as the Kubernetes provider does, and writes two lines and an event. */
const program = `#!/bin/sh
echo credentials > "$TMPDIR/kubeconfig"
echo "$TMPDIR" > "$FAKE_PULUMI/scratch"
echo "a line, \${TS_NODE_PROJECT:-no project}"
echo "an error" >&2
for argument; do
    [ "$previous" != --event-log ] || echo '{"summaryEvent":{"isPreview":true}}' > "$argument"
    previous=$argument
done
exit 3
`;

describe("the Pulumi CLI of the scripts", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "cli-"));
        writeFileSync(join(folder, "pulumi"), program, { mode: 0o755 });
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    const cli = () =>
        new PulumiCli({
            program: join(folder, "pulumi"),
            env: { FAKE_PULUMI: folder },
            scratchParent: join(folder, "scratches"),
        });

    it("returns the lines, the events and the exit code of a run", async () => {
        const received: string[] = [];
        const run = await cli().run(["preview"], { cwd: folder, onLine: (line) => received.push(line) });
        assert.equal(run.exitCode, 3);
        assert.deepEqual(run.events, [{ summaryEvent: { isPreview: true } }]);
        assert.deepEqual([...received].sort(), ["a line, no project", "an error"]);
        assert.deepEqual(
            run.lines.map(({ text }) => text),
            received,
        );
    });

    it("leaves nothing of a run: providers copy the kubeconfig into the temporary folder", async () => {
        await cli().run(["preview"], { cwd: folder, onLine: () => undefined });
        const scratch = readFileSync(join(folder, "scratch"), "utf8").trim();
        assert.ok(scratch.startsWith(join(folder, "scratches")), scratch);
        assert.ok(!existsSync(scratch));
        assert.deepEqual(readdirSync(join(folder, "scratches")), []);
    });

    it("fails with the output of a short command, and with the name of a program that does not exist", async () => {
        await assert.rejects(
            cli().query(["stack", "ls"], folder),
            /^UserError: pulumi stack ls failed: an error\na line, no project$/,
        );
        const missing = new PulumiCli({ program: "pulumi-0.0.1" });
        await assert.rejects(
            missing.run(["preview"], { cwd: folder }),
            /^UserError: pulumi cannot be started: there is no program pulumi-0.0.1$/,
        );
    });
});
