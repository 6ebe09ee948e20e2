import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { homeFolder } from "../../../../scripts/local/home";
import { UserError } from "../../../../scripts/local/userError";

describe("the home folder", () => {
    for (const setting of [undefined, ""]) {
        it(`is the default where CANARY_DELIVERY_HOME is ${setting === "" ? "empty" : "unset"}`, () => {
            assert.equal(homeFolder(setting), join(homedir(), ".canary-delivery"));
        });
    }

    it("is the one that CANARY_DELIVERY_HOME names", () => {
        assert.equal(homeFolder("/srv/canary/"), "/srv/canary");
    });

    for (const setting of ["canary", "./canary", "~/canary"]) {
        it(`is not the relative ${setting}`, () => {
            assert.throws(() => homeFolder(setting), UserError);
        });
    }
});
