import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    catalogService,
    demoService,
    isServiceName,
    nodeImage,
    serviceImage,
    serviceKey,
} from "../../../../../scripts/local/images/serviceImage";

const { name, folder: appFolder } = demoService;
const appKey = (tag: string, folder: string) => serviceKey({ name, folder }, tag);

describe("a service's image", () => {
    let copy: string;
    beforeEach(() => {
        copy = mkdtempSync(join(tmpdir(), "app-"));
        cpSync(appFolder, copy, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
    });
    afterEach(() => {
        rmSync(copy, { recursive: true });
    });

    it("has one key wherever its sources lie, built or not", () => {
        mkdirSync(join(copy, "dist"));
        writeFileSync(join(copy, "dist", "server.js"), "");
        assert.equal(appKey("v1", copy), appKey("v1", appFolder));
    });

    it("has another key for another tag and for changed sources", () => {
        const before = appKey("v1", copy);
        assert.notEqual(appKey("v2", copy), before);
        writeFileSync(join(copy, "src", "service.ts"), "// slow");
        assert.notEqual(appKey("v1", copy), before);
    });

    it("has another key for another name: one archive holds one image", () => {
        assert.notEqual(serviceKey({ name: "catalog", folder: copy }, "v1"), appKey("v1", copy));
    });

    it("is on this machine alone, under the service's name", () => {
        assert.equal(serviceImage("catalog"), "localhost/catalog");
        assert.equal(serviceImage(demoService.name), "localhost/ops-hardening-demo");
    });

    for (const good of ["catalog", "ops-hardening-demo", "a1_b.c"]) {
        it(`may be called ${good}`, () => {
            assert.ok(isServiceName(good));
        });
    }

    for (const bad of ["", "Catalog", "shop/catalog", "catalog:v1", "-catalog", "../x", "a b"]) {
        it(`may not be called ${JSON.stringify(bad)}`, () => {
            assert.ok(!isServiceName(bad));
        });
    }

    it("is built from the Node image that stands in for a registry's", () => {
        for (const { folder } of [demoService, catalogService]) {
            const bases = [...readFileSync(join(folder, "Containerfile"), "utf8").matchAll(/^FROM (\S+)/gm)];
            assert.deepEqual(new Set(bases.map(([, base]) => base)), new Set([nodeImage]));
        }
    });
});
