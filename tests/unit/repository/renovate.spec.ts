import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../scripts/local/home";

interface CustomManager {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
}

const read = (path: string) => readFileSync(join(checkout, path), "utf8");

describe("renovate.json", () => {
    const { customManagers } = JSON.parse(read("renovate.json")) as { readonly customManagers: CustomManager[] };
    const [manager] = customManagers;
    assert.ok(manager);

    for (const [path, unpinned] of [
        ["components/src/platform/versions.ts", []],
        // A Debian release is chosen, not raised.
        ["scripts/local/versions.ts", ["debian"]],
    ] as const) {
        it(`finds every version of ${path}`, () => {
            const patterns = manager.managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
            assert.ok(patterns.some((pattern) => pattern.test(path)));
            const text = read(path);
            const block = text.slice(text.indexOf("versions = {"), text.indexOf("} as const;"));
            const declared = [...block.matchAll(/^ {4}(\w+): "/gm)].map(([, name]) => name ?? "");
            const found = manager.matchStrings.flatMap((pattern) =>
                [...block.matchAll(new RegExp(pattern, "g"))].map(([match]) => /(\w+): "[^"]+"$/.exec(match)?.[1]),
            );
            assert.deepEqual(
                found,
                declared.filter((name) => !unpinned.some((one) => one === name)),
            );
        });
    }
});
