import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writtenWeights } from "../../../support/e2e/auditLog";

const second = (seconds: number) => Date.parse("2026-03-01T06:00:00Z") + seconds * 1000;

/** A line of the audit log: the controller writes a weight. */
function line(seconds: number, weight: number): string {
    return JSON.stringify({
        verb: "patch",
        requestReceivedTimestamp: new Date(second(seconds)).toISOString(),
        objectRef: { resource: "ingresses", namespace: "shop", name: "canary" },
        responseStatus: { code: 200 },
        responseObject: {
            metadata: { annotations: { "nginx.ingress.kubernetes.io/canary-weight": String(weight) } },
        },
    });
}

describe("the audit log of the local cluster", () => {
    it("is read across a rotation, oldest first, and without files that are too old", () => {
        const folder = mkdtempSync(join(tmpdir(), "audit "));
        try {
            const write = (name: string, seconds: number, ...lines: string[]) => {
                const file = join(folder, name);
                writeFileSync(file, `${lines.join("\n")}\n`);
                utimesSync(file, second(seconds) / 1000, second(seconds) / 1000);
                return file;
            };
            write("audit-2026-03-01T06-00-05.000.log", 5, line(4, 5), "not JSON, and not read");
            write("audit-2026-03-01T06-00-15.000.log", 15, line(8, 0), line(11, 10));
            write("other.log", 20, line(12, 99));
            const log = write("audit.log", 20, line(16, 25), line(18, 100));
            assert.deepEqual(
                writtenWeights(log, "shop", "canary", second(10)).map(({ weight }) => weight),
                [10, 25, 100],
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
