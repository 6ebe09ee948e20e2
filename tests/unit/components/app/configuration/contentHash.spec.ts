import assert from "node:assert/strict";
import { contentHash } from "../../../../../components/src/app/configuration/contentHash";
import {
    configurationKinds,
    isObjectNameOf,
    objectName,
} from "../../../../../components/src/app/configuration/objectName";

describe("a content's hash", () => {
    for (const kind of configurationKinds) {
        it(`of a ${kind} depends on keys and values, and not on the keys' order`, async () => {
            const hash = (content: Record<string, string>) => contentHash(kind, content, "demo/web");
            const [same, turned, ...others] = await Promise.all([
                hash({ a: "1", b: "2" }),
                hash({ b: "2", a: "1" }),
                hash({ a: "1", c: "2" }),
                hash({ a: "1", b: "3" }),
                hash({ a: "1,b", "2": "" }),
            ]);
            assert.match(same, /^[0-9a-f]{64}$/);
            assert.equal(turned, same);
            assert.equal(new Set([same, ...others]).size, 4);
        });
    }

    it("does not let equal Secrets of two apps look equal, and is no plain sha256 to guess by", async () => {
        const content = { PASSWORD: "hunter2" };
        const [here, there] = await Promise.all([
            contentHash("Secret", content, "demo/web"),
            contentHash("Secret", content, "prod/web"),
        ]);
        assert.notEqual(here, there);
        assert.notEqual(here, await contentHash("ConfigMap", content, "demo/web"));
    });

    it("stays the same from release to release: another one would roll every app", async () => {
        const content = { "app.yaml": "a: 1\n", empty: "" };
        assert.match(await contentHash("ConfigMap", content, "demo/web"), /^1091077148f6e8335db6/);
        assert.match(await contentHash("Secret", content, "demo/web"), /^451e64fb866aef640766/);
    });
});

describe("an object's name", () => {
    it("is known again, and no other name is taken for one", () => {
        const hash = "0123456789abcdef".repeat(4);
        assert.equal(objectName("ConfigMap", "web", hash), "web-config-0123456789");
        assert.equal(objectName("Secret", "web", hash), "web-secret-0123456789");
        assert.ok(isObjectNameOf("ConfigMap", "web", "web-config-0123456789"));
        for (const name of [
            "web-config-012345678",
            "web-config-0123456789a",
            "web-config-production",
            "web-secret-0123456789",
            "my-web-config-0123456789",
            "webby-config-0123456789",
        ]) {
            assert.equal(isObjectNameOf("ConfigMap", "web", name), false, name);
        }
    });
});
