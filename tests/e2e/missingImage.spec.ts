import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { failureOfBroken } from "./support/broken";

describe("a version whose image is missing", function () {
    this.timeout("15m");
    const app = appOf("missing-image");

    it("is aborted with the image name, and stable serves", async () => {
        await app.deploy("v1");
        assert.match(await failureOfBroken(app, "v404", {}), /(ImagePullBackOff|ErrImagePull).*v404/);
    });
});
