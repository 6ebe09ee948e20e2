import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { refusalOfBroken } from "./support/broken";

describe("a version whose image is missing", function () {
    this.timeout("15m");
    const app = appOf("missing-image");

    it("is refused by name, and stable serves", async () => {
        await app.deploy("v1");
        assert.match(await refusalOfBroken(app, "v404", {}), /(ImagePullBackOff|ErrImagePull).*v404/);
    });
});
