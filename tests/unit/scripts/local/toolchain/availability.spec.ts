import assert from "node:assert/strict";
import { Availability } from "../../../../../scripts/local/toolchain";
import type { Entry } from "../../../../../scripts/local/toolchain/cache";

const entry = (name: string): Entry => ({
    name,
    version: "1.2.3",
    source: "a test",
    seconds: 1,
    folder: `/tools/${name}`,
    origin: "built",
});

describe("the availability of a toolchain's parts", () => {
    it("is at once for a program that exists", async () => {
        const available = new Availability();
        available.add("k6", entry("k6"));
        assert.equal((await available.program("k6")).folder, "/tools/k6");
    });

    it("is later for one that is still built, and does not wait for others", async () => {
        const available = new Availability();
        const k6 = available.program("k6");
        available.add("prometheus", entry("prometheus"));
        available.add("k6", entry("k6"));
        assert.equal((await k6).folder, "/tools/k6");
        await available.program("prometheus");
    });

    it("of the installed packages is separate from that of the programs", async () => {
        const available = new Availability();
        const packages = available.installedPackages();
        available.addPackages();
        await packages;
    });

    it("ends with the error of a failed build, for what waits and for what asks later, but not for what exists", async () => {
        const available = new Availability();
        available.add("k6", entry("k6"));
        const waiting = available.program("kube");
        available.fail(new Error("the build of kube failed"));
        await assert.rejects(waiting, /the build of kube failed/);
        await assert.rejects(available.installedPackages(), /the build of kube failed/);
        assert.equal((await available.program("k6")).name, "k6");
    });

    it("ends for a program that the toolchain was not asked for", async () => {
        const available = new Availability();
        const waiting = available.program("kube");
        available.complete();
        await assert.rejects(waiting, /is not in the toolchain/);
    });
});
