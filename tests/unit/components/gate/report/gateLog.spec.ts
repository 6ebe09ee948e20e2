import assert from "node:assert/strict";
import { gateLog } from "../../../../../components/src/gate/report/gateLog";

describe("the log of the gates", () => {
    it("names the rollout once there are two", () => {
        const lines: string[] = [];
        const log = gateLog((line) => lines.push(line));
        const shop = log("demo/shop");
        shop("[10:00:00] Status: Paused");
        const cart = log("demo/cart");
        cart("[10:00:01] Note: waiting");
        shop("[10:00:02] Status: Healthy");
        assert.deepEqual(lines, [
            "[10:00:00] Status: Paused",
            "[10:00:01] demo/cart: Note: waiting",
            "[10:00:02] demo/shop: Status: Healthy",
        ]);
    });

    it("names none where the gate of one rollout runs twice", () => {
        const lines: string[] = [];
        const log = gateLog((line) => lines.push(line));
        log("demo/shop")("[10:00:00] Status: Paused");
        log("demo/shop")("[10:00:01] Status: Healthy");
        assert.deepEqual(lines, ["[10:00:00] Status: Paused", "[10:00:01] Status: Healthy"]);
    });
});
