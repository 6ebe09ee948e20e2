import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { refusalOfBroken } from "./support/broken";

describe("a version whose pods no node takes", function () {
    this.timeout("15m");
    const app = appOf("unschedulable");

    it("is refused with the scheduler's words, and stable serves", async () => {
        await app.deploy("v1");
        // On a cluster of one node, where the stable version already is.
        const apart = { strategy: { antiAffinity: "required" } };
        assert.match(await refusalOfBroken(app, "v2", apart), /Unschedulable.*anti-affinity/);
    });
});
