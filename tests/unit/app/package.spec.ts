import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogService, demoService } from "../../../scripts/local/images";

interface Package {
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
}

interface Lock {
    readonly packages: Record<string, Partial<Package> & { readonly resolved?: string }>;
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8")) as unknown;

for (const { name, folder } of [demoService, catalogService]) {
    describe(`the package of the service ${name}`, () => {
        const own = read(folder, "package.json") as Package & { name: string };
        const lock = read(folder, "package-lock.json") as Lock;

        it("is tested here with the versions that it ships with", () => {
            const root = read(__dirname, "../../../package.json") as Package;
            assert.equal(own.name, name);
            for (const [dependency, version] of Object.entries(own.dependencies)) {
                assert.equal(root.devDependencies[dependency], version, dependency);
            }
        });

        it("is installed as declared, from whatever registry npm has", () => {
            const { dependencies, devDependencies } = own;
            const { dependencies: locked, devDependencies: lockedForTheBuild } = lock.packages[""] ?? {};
            assert.deepEqual([locked, lockedForTheBuild], [dependencies, devDependencies]);
            const fromOneRegistry = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
            assert.deepEqual(fromOneRegistry, []);
        });
    });
}
