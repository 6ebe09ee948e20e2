import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { failureOfBroken } from "./support/broken";

describe("a version whose pods fit on no node", function () {
    this.timeout("15m");
    const app = appOf("unschedulable");

    it("is aborted with the scheduler's message, and stable serves", async () => {
        await app.deploy("v1");
        // On a cluster of one node, where the stable version already is.
        const apart = { strategy: { antiAffinity: "required" } };
        assert.match(await failureOfBroken(app, "v2", apart), /Unschedulable.*anti-affinity/);
    });
});
