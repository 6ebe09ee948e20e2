import assert from "node:assert/strict";
import { inspect } from "node:util";
import { program } from "../../../components/src/program";

describe("an error that leaves a program", () => {
    it("keeps its message and its own lines, but none of a file directly under a scope, which Node is slow to show", async () => {
        const error = new Error("3 settings are wrong");
        error.stack = [
            "Error: 3 settings are wrong",
            "    at declare (/project/infra/index.ts:10:3)",
            "    at Resource (/project/node_modules/@pulumi/resource.ts:300:5)",
            "    at run (/project/node_modules/@pulumi/pulumi/cmd/run/run.js:1:1)",
        ].join("\n");
        const failing = program(() => Promise.reject(error));
        await assert.rejects(failing, (caught) => {
            assert.equal(caught, error);
            assert.equal(error.message, "3 settings are wrong");
            assert.match(error.stack ?? "", /infra\/index\.ts.*\n.*pulumi\/cmd\/run\/run\.js/);
            assert.doesNotMatch(error.stack ?? "", /@pulumi\/resource\.ts/);
            assert.match(inspect(error, { colors: true }), /3 settings are wrong/);
            return true;
        });
    });

    it("is none where there is none", async () => {
        assert.equal(await program(() => Promise.resolve(7))(), 7);
    });
});
