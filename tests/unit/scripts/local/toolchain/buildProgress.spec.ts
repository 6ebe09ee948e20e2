import assert from "node:assert/strict";
import { BuildProgress } from "../../../../../scripts/local/toolchain/buildProgress";

describe("the progress of a Go build", () => {
    const after = (compiled: number, packages: number, seconds: number) => {
        const progress = new BuildProgress(packages, 0);
        Array.from({ length: compiled }).forEach(() => {
            progress.add();
        });
        return progress.describe(seconds * 1000);
    };

    it("counts packages, and estimates the rest from their rate", () => {
        assert.equal(after(120, 480, 120), "compiled 120 of 480 packages, about 6 min left");
        assert.equal(after(470, 480, 470), "compiled 470 of 480 packages, about 1 min left");
    });

    it("estimates nothing from a few packages", () => {
        assert.equal(after(0, 480, 60), "compiled 0 of 480 packages");
        assert.equal(after(23, 480, 60), "compiled 23 of 480 packages");
    });

    it("links when all are compiled", () => {
        assert.equal(after(480, 480, 400), "compiled 480 packages, linking");
    });
});
