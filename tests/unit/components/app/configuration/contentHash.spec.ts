import assert from "node:assert/strict";
import { contentHash, keyProblems } from "../../../../../components/src/app/configuration/contentHash";
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

describe("the keys of a configuration", () => {
    it("are as the API server takes them", () => {
        const files = ["app.yaml", ".env", "A_b-1", "1", "a".repeat(253)];
        assert.deepEqual(keyProblems({ files, secretFiles: ["tls.key"], secretEnv: ["API_KEY", "my.key"] }), []);
    });

    it("are refused all at once, each by name", () => {
        const problems = keyProblems({
            files: ["conf/app.yaml", "..data", ".", "", "a".repeat(254)],
            secretFiles: ["KEY", "a b"],
            secretEnv: ["KEY", "1KEY", "A=B"],
        });
        const named = problems.map((problem) => [
            problem.split(" must ")[0],
            problem.slice(problem.lastIndexOf('"', problem.length - 2)),
        ]);
        assert.deepEqual(
            named.map(([subject, got]) => `${String(subject)}: ${String(got).slice(0, 20)}`),
            [
                'a key of files: "conf/app.yaml"',
                'a key of files: "..data"',
                'a key of files: "."',
                'a key of files: ""',
                `a key of files: "${"a".repeat(19)}`,
                'a key of secretFiles: "a b"',
                'a key of secretEnv: "1KEY"',
                'a key of secretEnv: "A=B"',
                'secretEnv and secretFiles: "KEY"',
            ],
        );
        assert.match(problems[0] ?? "", /must be a file name of at most 253 .*, without a folder, /);
        assert.match(problems[6] ?? "", /must be a variable's name of .*, not beginning with a digit, /);
    });
});
