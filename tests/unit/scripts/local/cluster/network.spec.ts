import assert from "node:assert/strict";
import { conflictingRoute } from "../../../../../scripts/local/cluster/network";

describe("the local cluster's subnet", () => {
    it("is free next to unrelated routes, the default route and its own link", () => {
        const routes = [
            { dst: "default", dev: "eth0" },
            { dst: "192.168.1.0/24", dev: "eth0" },
            { dst: "10.249.0.4/30", dev: "eth1" },
            { dst: "10.249.0.0/30", dev: "canary0" },
        ];
        assert.equal(conflictingRoute(routes), undefined);
    });

    for (const dst of ["10.0.0.0/8", "10.249.0.0/16", "10.249.0.0/29"]) {
        it(`is free next to the broader route to ${dst}`, () => {
            assert.equal(conflictingRoute([{ dst, dev: "vpn0" }]), undefined);
        });
    }

    for (const dst of ["10.249.0.0/30", "10.249.0.2/31", "10.249.0.2"]) {
        it(`is taken by the route or address ${dst} of another interface`, () => {
            assert.deepEqual(conflictingRoute([{ dst, dev: "vpn0" }]), { dst, dev: "vpn0" });
        });
    }
});
