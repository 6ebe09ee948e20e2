import assert from "node:assert/strict";
import { differingPaths, parsePath, shownValue, valueAt } from "../../../../scripts/ci/propertyValue";
import { secret, unknown } from "./events";

describe("a property's value", () => {
    for (const [path, parts] of [
        ["spec.steps[0].pause", ["spec", "steps", 0, "pause"]],
        [
            'metadata.annotations["nginx.ingress.kubernetes.io/canary"]',
            ["metadata", "annotations", "nginx.ingress.kubernetes.io/canary"],
        ],
        ['["a \\"b\\""].c', ['a "b"', "c"]],
    ] as const) {
        it(`is found at ${path}`, () => {
            assert.deepEqual(parsePath(path), parts);
        });
    }

    it("is undefined where something on the way is not there", () => {
        assert.equal(valueAt({ spec: null }, ["spec", "steps", 0]), undefined);
    });

    it("is never shown where it is a secret, holds one, or lies within one", () => {
        assert.equal(shownValue(secret), '"[secret]"');
        assert.equal(shownValue({ a: [secret], b: 1 }), '{"a":["[secret]"],"b":1}');
        assert.equal(shownValue(valueAt({ data: secret }, ["data", "ciphertext"])), '"[secret]"');
        assert.deepEqual(differingPaths({ a: secret }, { a: { b: "plain" } }), ["a"]);
    });

    it("has a placeholder if only the update can know it", () => {
        assert.equal(shownValue(unknown), "known after the update");
        assert.equal(shownValue({ a: unknown }), '{"a":(known after the update)}');
    });

    it("is cut where it is long, on one line", () => {
        const shown = shownValue(`${"x".repeat(200)}\n`);
        assert.match(shown, /^"x{99}\.\.\. \(204 characters\)$/);
        assert.ok(!shownValue("a\nb").includes("\n"));
    });
});

describe("the paths at which two values differ", () => {
    it("are those of the leaves, which can be found again", () => {
        const before = { spec: { steps: [{ setWeight: 10 }], "a.b": 1, same: 1 } };
        const after = { spec: { steps: [{ setWeight: 20 }, { pause: {} }], "a.b": 2, same: 1 } };
        const paths = differingPaths(before, after);
        assert.deepEqual(paths, ["spec.steps[0].setWeight", "spec.steps[1]", 'spec["a.b"]']);
        assert.deepEqual(
            paths.map((path) => valueAt(after, parsePath(path))),
            [20, { pause: {} }, 2],
        );
    });
});
