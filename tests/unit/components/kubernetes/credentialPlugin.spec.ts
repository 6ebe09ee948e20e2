import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiErrorCode } from "../../../../components/src/kubernetes";
import { pluginCredential } from "../../../../components/src/kubernetes/credentialPlugin";

const apiVersion = "client.authentication.k8s.io/v1";
const cluster = { server: "https://api.test" };

describe("a credential plugin", () => {
    let folder: string;
    let runs: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "canary-plugin-"));
        runs = join(folder, "runs");
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    /** A plugin that counts its runs and prints their number as its token. */
    const counting = (status = "") =>
        script(
            `echo >> ${runs}; printf '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":{"token":"%s"${status}}}' $(wc -l < ${runs})`,
        );
    const script = (body: string) => {
        const command = join(folder, "plugin");
        writeFileSync(command, `#!/bin/sh\n${body}\n`);
        chmodSync(command, 0o755);
        return { apiVersion, command };
    };
    const runCount = () => (existsSync(runs) ? readFileSync(runs, "utf8").length : 0);

    it("runs once for all that ask, and again only for the credential that was rejected", async () => {
        const exec = counting();
        const asked = await Promise.all(Array.from({ length: 8 }, () => pluginCredential(exec, cluster)));
        assert.deepEqual(new Set(asked.map(({ token }) => token)), new Set(["1"]));
        const [first] = asked;
        const renewed = await Promise.all(Array.from({ length: 8 }, () => pluginCredential(exec, cluster, first)));
        assert.deepEqual(new Set(renewed.map(({ token }) => token)), new Set(["2"]));
        assert.equal((await pluginCredential(exec, cluster, first)).token, "2");
        assert.equal(runCount(), 2);
    });

    it("runs again when its credential has expired, and for another cluster", async () => {
        const expired = counting(',"expirationTimestamp":"2020-01-01T00:00:00Z"');
        await pluginCredential(expired, cluster);
        assert.equal((await pluginCredential(expired, cluster)).token, "2");
        const lasting = counting(`,"expirationTimestamp":"${new Date(Date.now() + 3_600_000).toISOString()}"`);
        const other = { server: "https://other.test" };
        assert.equal((await pluginCredential(lasting, other)).token, "3");
        assert.equal((await pluginCredential(lasting, other)).token, "3");
    });

    it("that does not answer is ended", async () => {
        await assert.rejects(pluginCredential(script("exec sleep 600"), cluster, undefined, 0.05), (error: Error) => {
            assert.equal(apiErrorCode(error), "Unauthorized");
            assert.match(error.message, /plugin did not answer within 0.05 s$/);
            return true;
        });
    });

    const failures: readonly [what: string, body: string, more: object, message: RegExp][] = [
        ["fails", "echo first >&2; echo no login >&2; exit 3", {}, /failed: no login$/],
        ["prints no JSON", "echo a-secret", {}, /printed no JSON$/],
        [
            "prints another version",
            `echo '{"apiVersion":"v1","kind":"ExecCredential"}'`,
            {},
            /must print an ExecCredential of/,
        ],
        [
            "prints no credential",
            `echo '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":{}}'`,
            {},
            /neither a token/,
        ],
        ["needs a terminal", "exit 0", { interactiveMode: "Always" }, /needs a terminal/],
        [
            "is not installed",
            "",
            { command: "canary-no-such-plugin", installHint: "get it\n" },
            /is not installed: get it$/,
        ],
    ];
    for (const [what, body, more, message] of failures) {
        it(`that ${what} is named, and runs again for the next request`, async () => {
            const exec = { ...script(body), ...more };
            for (let times = 0; times < 2; times += 1) {
                await assert.rejects(pluginCredential(exec, cluster), (error: Error) => {
                    assert.equal(apiErrorCode(error), "Unauthorized");
                    assert.match(error.message, message);
                    assert.ok(error.message.includes(exec.command));
                    assert.doesNotMatch(error.message, /a-secret/);
                    return true;
                });
            }
        });
    }
});
