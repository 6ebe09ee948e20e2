import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { checkout } from "../../../../scripts/local/home";
import { until } from "../../../support/until";

describe("a provider's line", () => {
    /** Behaves like Pulumi's host for dynamic providers, which survives uncaught errors. */
    const host = `
        process.on("uncaughtException", () => undefined);
        const { printLine } = require("./components/src/provider/printLine");
        setInterval(() => printLine("still here"), 10);`;

    // Otherwise the gate of a pulumi up that was killed would drive the rollout together with that of the next one.
    it("ends the process when no one reads it any more, because its pulumi up was killed", async () => {
        const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", host], {
            cwd: checkout,
            stdio: ["ignore", "pipe", "inherit"],
        });
        try {
            const [line] = (await once(child.stdout, "data")) as [Buffer];
            assert.match(line.toString(), /^still here\n/);
            child.stdout.destroy();
            await until("the process ends", () => child.exitCode !== null);
            assert.equal(child.exitCode, 1);
        } finally {
            child.kill("SIGKILL");
        }
    });
});
