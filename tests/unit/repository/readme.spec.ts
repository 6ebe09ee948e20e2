import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import ts from "typescript";
import { checkout } from "../../../scripts/local/home";
import { ResourceRecorder } from "../../support/pulumi/mocks";

describe("the README's program", () => {
    it("declares an app that passes every check, on the cluster that its gate watches", async () => {
        const readme = readFileSync(join(checkout, "README.md"), "utf8");
        const [, source] = /^```ts\n([\s\S]*?)^```/m.exec(readme) ?? [];
        assert.ok(source);
        const { outputText } = ts.transpileModule(source, {
            compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
        });
        const recorder = await ResourceRecorder.start();
        // As a file next to the README would run it.
        const run = compileFunction(outputText, ["require", "exports"]) as (
            require: NodeJS.Require,
            exports: object,
        ) => void;
        run(createRequire(join(checkout, "README.md")), {});
        await recorder.settle();
        assert.equal(recorder.get("pulumi-nodejs:dynamic/canary:RolloutGate").inputs["rolloutName"], "shop");
        const objects = recorder.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        // The cluster that the gate watches, not the current context.
        assert.ok(objects.every(({ provider }) => provider.includes("::staging::")));
    });
});
