import assert from "node:assert/strict";
import { changesOf, driftOf } from "../../../../scripts/ci/changes";
import { changeLines, countsOf } from "../../../../scripts/ci/changeLines";
import type { Properties } from "../../../../scripts/local/engineEvents";
import { done, planned, rolloutType, secret, unknown } from "./events";

const image = (tag: string) => ({ spec: { template: { spec: { containers: [{ image: `shop:${tag}` }] } } } });
const imagePath = "spec.template.spec.containers[0].image";

describe("the changes of a preview or an update", () => {
    it("have the fields with both values", () => {
        assert.deepEqual(changesOf([planned("update", { old: image("v1"), new: image("v2"), paths: [imagePath] })]), [
            {
                op: "update",
                type: rolloutType,
                name: "shop",
                fields: [{ path: imagePath, before: '"shop:v1"', after: '"shop:v2"' }],
            },
        ]);
    });

    it("go down to the fields where the diff names no more than an object", () => {
        const [change] = changesOf([
            planned("update", { old: { spec: { a: 1, b: 1 } }, new: { spec: { a: 2, c: 1, b: 1 } }, paths: ["spec"] }),
        ]);
        assert.deepEqual(change?.fields, [
            { path: "spec.a", before: "1", after: "2" },
            { path: "spec.c", after: "1" },
        ]);
    });

    it("are found where a provider names only the properties, as dynamic ones do", () => {
        const [change] = changesOf([
            planned("update", {
                old: { policy: { a: 1 }, other: 1 },
                new: { policy: { a: 2 }, other: 2 },
                diffs: ["policy"],
            }),
        ]);
        assert.deepEqual(change?.fields, [{ path: "policy.a", before: "1", after: "2" }]);
    });

    it("are all that differs where a provider names nothing", () => {
        const [change] = changesOf([planned("update", { old: { a: 1, b: 1 }, new: { a: 2, b: 1 } })]);
        assert.deepEqual(change?.fields, [{ path: "a", before: "1", after: "2" }]);
    });

    it("leave out what does not change anything, the stack itself, and the halves of a replacement", () => {
        const events = ["same", "read", "refresh", "create-replacement", "delete-replaced"].map((op) => planned(op));
        assert.deepEqual(changesOf([...events, planned("create", { type: "pulumi:pulumi:Stack" })]), []);
        assert.deepEqual(
            changesOf([planned("replace"), planned("import")]).map(({ op }) => op),
            ["replace", "create"],
        );
    });

    it("show no secret: neither one that is marked, nor a Secret's data, nor what providers hold", () => {
        const events = [
            planned("update", { old: { env: secret }, new: { env: "plain" }, paths: ["env"] }),
            planned("update", {
                ...{ type: "kubernetes:core/v1:Secret", paths: ["stringData.password"] },
                ...{ old: { stringData: { password: "hunter1" } }, new: { stringData: { password: "hunter2" } } },
            }),
            planned("update", {
                old: { __provider: "hunter1" },
                new: { __provider: "hunter2" },
                diffs: ["__provider"],
            }),
        ];
        const lines = changeLines(changesOf(events)).join("\n");
        assert.match(lines, /"\[secret\]"/);
        assert.doesNotMatch(lines, /hunter/);
    });

    for (const type of ["Secret", "SecretPatch", "SecretList"]) {
        it(`show nothing of a ${type}'s data, whatever the path`, () => {
            const list = type === "SecretList";
            const of = (password: string) => {
                const object = { metadata: { name: "a" }, data: { password } };
                return list ? { items: [object] } : object;
            };
            const added = list ? "items[0]" : "data";
            const paths = [list ? "items[0].data.password" : "data.password", added];
            const core = `kubernetes:core/v1:${type}`;
            const lines = paths.flatMap((path) =>
                changeLines(
                    changesOf([
                        planned("update", { type: core, old: of("hunter1"), new: of("hunter2"), paths: [path] }),
                    ]),
                ),
            );
            const whole = changeLines(
                changesOf([planned("update", { type: core, new: of("hunter2"), paths: [added] })]),
            );
            assert.doesNotMatch([...lines, ...whole].join("\n"), /hunter/);
            assert.match(whole.join("\n"), /"\[not shown\]"/);
        });
    }

    const container = (...env: unknown[]) => ({ spec: { containers: [{ name: "shop", env }] } });
    const changed = (old: Properties, now: Properties, path: string) =>
        changeLines(changesOf([planned("update", { old, new: now, paths: [path] })])).slice(1);

    it("show which variable got another value, and no value, for it may be a secret", () => {
        const lines = changed(
            container({ name: "TOKEN", value: "hunter1" }),
            container({ name: "TOKEN", value: "hunter2" }),
            "spec.containers[0].env[0].value",
        );
        assert.deepEqual(lines, [
            '-     spec.containers[0].env[0].value: "[value of TOKEN]"',
            '+     spec.containers[0].env[0].value: "[value of TOKEN]"',
        ]);
    });

    for (const path of ["spec.containers[0].env[0]", "spec.containers[0].env", "spec.containers[0]", "spec"]) {
        it(`show no variable's value in ${path.replace("spec.", "")}, which is new as a whole`, () => {
            const from = { name: "KEY", valueFrom: { secretKeyRef: { name: "shop", key: "key" } } };
            const [line = "", ...more] = changed({}, container({ name: "TOKEN", value: "hunter2" }, from), path);
            assert.match(line, /^\+ .*"name":"TOKEN","value":"\[value of TOKEN\]"/);
            assert.deepEqual(more, []);
        });
    }

    it("show variables from elsewhere, secrets and what is not known yet as such", () => {
        const lines = [{ name: "A", valueFrom: { fieldRef: "b" } }, { value: secret }, { value: unknown }].flatMap(
            (item) => changed({}, { env: [item] }, "env"),
        );
        assert.deepEqual(lines, [
            '+     env: [{"name":"A","valueFrom":{"fieldRef":"b"}}]',
            '+     env: [{"value":"[secret]"}]',
            '+     env: [{"value":(known after the update)}]',
        ]);
    });

    it("are listed with the most dangerous first", () => {
        const events = ["create", "update", "delete", "replace"].map((op) => planned(op, { name: op }));
        assert.deepEqual(changeLines(changesOf(events)), [
            "! replace argoproj.io/v1alpha1:Rollout replace",
            "- delete argoproj.io/v1alpha1:Rollout delete",
            "! update argoproj.io/v1alpha1:Rollout update",
            "+ create argoproj.io/v1alpha1:Rollout create",
        ]);
        assert.equal(countsOf(changesOf(events)), "1 to replace, 1 to delete, 1 to update, 1 to create");
    });
});

describe("drift", () => {
    it("is what a refresh finds to be other than recorded, with both values", () => {
        const [change, ...more] = driftOf([
            done("refresh", { old: image("v1"), new: image("by-hand"), paths: [imagePath] }),
            done("refresh", { name: "quiet", old: { status: 1 }, new: { status: 2 } }),
            done("same", { old: image("v1"), new: image("v2"), paths: [imagePath] }),
        ]);
        assert.deepEqual(change?.fields, [{ path: imagePath, before: '"shop:v1"', after: '"shop:by-hand"' }]);
        assert.deepEqual(more, []);
    });

    it("is an object that is gone", () => {
        const [change] = driftOf([done("refresh", { new: null })]);
        assert.deepEqual(change, { op: "delete", type: rolloutType, name: "shop", fields: [] });
    });
});
