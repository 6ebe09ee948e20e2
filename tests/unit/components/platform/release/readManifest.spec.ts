import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readReleaseManifest } from "../../../../../components/src/platform/release/readManifest";

const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: one }
---
# a document of comments only
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: one }
data: { key: value }
`;
const sha256 = createHash("sha256").update(yaml).digest("hex");

describe("readReleaseManifest", () => {
    let home: string;
    let server: Server;
    let url: string;
    let requests: number;
    let served: string;
    const previousHome = process.env["CANARY_DELIVERY_HOME"];

    beforeEach(async () => {
        home = await mkdtemp(join(tmpdir(), "manifest-"));
        process.env["CANARY_DELIVERY_HOME"] = home;
        requests = 0;
        served = yaml;
        server = createServer((_, response) => {
            requests += 1;
            response.end(served);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/install.yaml`;
    });

    afterEach(async () => {
        server.close();
        server.closeAllConnections();
        await rm(home, { recursive: true });
        if (previousHome === undefined) {
            delete process.env["CANARY_DELIVERY_HOME"];
        } else {
            process.env["CANARY_DELIVERY_HOME"] = previousHome;
        }
    });

    it("reads every document and drops the empty ones", async () => {
        const objects = await readReleaseManifest({ url, sha256 });
        assert.deepEqual(
            objects.map((object) => `${object.kind} ${object.metadata.name}`),
            ["Namespace one", "ConfigMap two"],
        );
        assert.deepEqual(objects[1]?.["data"], { key: "value" });
    });

    it("caches by content and then needs no network", async () => {
        await readReleaseManifest({ url, sha256 });
        server.close();
        server.closeAllConnections();
        assert.equal((await readReleaseManifest({ url, sha256 })).length, 2);
        assert.equal(requests, 1);
        assert.deepEqual(await readdir(join(home, "manifests")), [`${sha256}.yaml`]);
    });

    it("rejects bytes with another hash, names URL, expected and found, and caches nothing", async () => {
        served = `${yaml}\n# changed`;
        const found = createHash("sha256").update(served).digest("hex");
        await assert.rejects(readReleaseManifest({ url, sha256 }), {
            code: "ManifestHashMismatch",
            message: `manifest ${url} is not the pinned one: expected sha256 ${sha256}, found ${found}`,
        });
        await assert.rejects(readdir(join(home, "manifests")), { code: "ENOENT" });
    });

    it("never uses a half-written entry, and replaces it", async () => {
        await mkdir(join(home, "manifests"), { recursive: true });
        const entry = join(home, "manifests", `${sha256}.yaml`);
        await writeFile(entry, yaml.slice(0, 40));
        assert.equal((await readReleaseManifest({ url, sha256 })).length, 2);
        assert.equal(requests, 1);
        assert.equal(await readFile(entry, "utf8"), yaml);
    });

    it("names the next action if the URL cannot be reached and nothing is cached", async () => {
        server.close();
        server.closeAllConnections();
        await assert.rejects(readReleaseManifest({ url, sha256 }), (error: Error & { code: string }) => {
            assert.equal(error.code, "ManifestUnreachable");
            assert.ok(error.message.startsWith(`manifest ${url} cannot be read: `), error.message);
            assert.ok(error.message.endsWith(`cached as ${join(home, "manifests", `${sha256}.yaml`)}`), error.message);
            return true;
        });
    });

    it("reads a local file", async () => {
        const file = join(home, "a manifest.yaml");
        await writeFile(file, yaml);
        assert.equal((await readReleaseManifest({ url: pathToFileURL(file).href, sha256 })).length, 2);
        assert.equal(requests, 0);
    });

    it("rejects a document that is not a Kubernetes object", async () => {
        served = "kind: Namespace\n";
        const hash = createHash("sha256").update(served).digest("hex");
        await assert.rejects(readReleaseManifest({ url, sha256: hash }), { code: "ManifestInvalid" });
    });
});
