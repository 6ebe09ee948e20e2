import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Package {
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
}

const checkout = join(__dirname, "../../..");
const read = (path: string) => JSON.parse(readFileSync(join(checkout, path), "utf8")) as Package;

describe("the demo service's package", () => {
    it("is tested here with the versions that it ships with", () => {
        const app = read("app/package.json");
        const root = read("package.json");
        for (const [name, version] of Object.entries(app.dependencies)) {
            assert.equal(root.devDependencies[name], version, name);
        }
    });
});
