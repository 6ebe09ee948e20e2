import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { catalog } from "../../../policies/src/catalog";
import { readManifests, type ReadOptions } from "../../../policies/src/manifests/read";
import { run } from "../../../policies/src/manifests/run";
import { today } from "../ruleSpec";

const object = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n${more}`;

describe("manifests as they lie in Git", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "manifests-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const write = (name: string, content: string | Buffer) => {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
        return path;
    };
    const read = (options: ReadOptions = {}, ...paths: string[]) => {
        const short = (text: string) => text.replaceAll(`${folder}/`, "");
        const found = readManifests(paths.length === 0 ? [folder] : paths, options);
        return {
            bodies: found.objects.map(({ body }) => body),
            sources: found.objects.map(({ source }) => short(source)),
            passedOver: found.passedOver.map(({ file, reason }) => `${short(file)}: ${reason}`).sort(),
            problems: found.problems.map(short),
        };
    };
    const dataOf = (data: string) =>
        read({}, write("data.yaml", object("a", `data: { ${data} }\n`))).bodies[0]?.["data"];

    it("have the types of YAML 1.1, as kubectl reads them", () => {
        // The values are those of kubectl 1.34: kubectl label --local -f FILE x=y -o json.
        assert.deepEqual(
            dataOf(
                'a: yes, b: On, c: n, d: OFF, e: "yes", f: yEs, g: 017, h: 1_000, i: 0b11, j: 190:20:30, k: 2001-01-01',
            ),
            {
                ...{ a: true, b: true, c: false, d: false, e: "yes", f: "yEs", g: 15, h: 1000, i: 3 },
                ...{ j: "190:20:30", k: "2001-01-01" },
            },
        );
    });

    it("are rejected by line for an annotation or a label that is no string, as by kubectl", () => {
        const path = write(
            "a.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: { annotations: { a: yes }, labels: { b: 1 } }\n",
        );
        assert.deepEqual(read({}, path).problems, [
            "a.yaml:1: metadata.annotations a must be a string, is a boolean: quote it",
            "a.yaml:1: metadata.labels b must be a string, is a number: quote it",
        ]);
    });

    it("are read in every encoding that kubectl reads, and rejected in others", () => {
        const text = `\uFEFF${object("ä")}`;
        const bigEndian = Buffer.from(text, "utf16le").swap16();
        for (const bytes of [Buffer.from(text), Buffer.from(object("ä")), Buffer.from(text, "utf16le"), bigEndian]) {
            assert.deepEqual(read({}, write("a.yaml", bytes)).bodies[0]?.["metadata"], { name: "ä" });
        }
        for (const bytes of [Buffer.from(object("ä"), "latin1"), Buffer.from(object("a"), "utf16le")]) {
            assert.deepEqual(read({}, write("a.yaml", bytes)).problems, [
                "a.yaml: must be text in UTF-8, or in UTF-16 with a byte order mark",
            ]);
        }
    });

    it("complete the items of a list by its kind, but not those of the kind List", () => {
        const list = (kind: string) =>
            write(
                "a.yaml",
                `apiVersion: v1\nkind: ${kind}\nitems:\n  - metadata: { name: a }\n  - metadata: { name: b }\n`,
            );
        const { bodies, sources } = read({}, list("ConfigMapList"));
        assert.deepEqual(
            bodies.map(({ apiVersion, kind }) => [apiVersion, kind]),
            Array(2).fill(["v1", "ConfigMap"]),
        );
        assert.deepEqual(sources, ["a.yaml:4", "a.yaml:5"]);
        assert.deepEqual(read({}, list("List")).problems, [
            "a.yaml:4: must be an object of Kubernetes, with apiVersion and kind",
            "a.yaml:5: must be an object of Kubernetes, with apiVersion and kind",
        ]);
    });

    it("may give an anchor again, for the aliases after it", () => {
        assert.deepEqual(dataOf("a: &x 1, b: *x, c: &x 2, d: *x"), { a: 1, b: 1, c: 2, d: 2 });
    });

    it("pass over the inputs of a file Kustomization", () => {
        write("app.yaml", object("app"));
        write("Kustomization", "resources: [app.yaml]\npatches: [{ path: patch.yaml }]\n");
        write("patch.yaml", object("app"));
        const { sources, passedOver } = read();
        assert.deepEqual(
            [sources, passedOver],
            [["app.yaml:1"], ["Kustomization: kustomization", "patch.yaml: patch"]],
        );
    });

    it("may have many aliases, and none of itself", () => {
        const aliases = Array.from({ length: 500 }, (_, index) => `a${index}: *x`).join(", ");
        assert.equal(Object.keys(dataOf(`x: &x { y: 1 }, ${aliases}`) as object).length, 501);
        assert.deepEqual(read({}, write("a.yaml", `a: &a [*a]\n`)).problems, [
            "a.yaml:1: must have fewer aliases, has too many at column 1",
        ]);
    });

    it("pass over hidden files, charts, kustomizations with their patches, and files of others", () => {
        write("app.yaml", object("app"));
        write(".github/workflows/ci.yaml", "on: push\njobs: {}\n");
        write("chart/Chart.yaml", "apiVersion: v2\nname: shop\n");
        write("chart/templates/app.yaml", "kind: {{ .Values.kind }}\n");
        write("dashboard.json", '{"title": "Canaries", "panels": []}');
        write("kustomization.yaml", "resources: [app.yaml]\npatches: [{ path: patch.yaml }, { path: part.yaml }]\n");
        write("patch.yaml", "- { op: replace, path: /spec/replicas, value: 4 }\n");
        write("part.yaml", object("app"));
        write("kind.yaml", "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n");
        write("values.yaml", "replicas: 3\n");
        const passedOver = [
            ".github/workflows/ci.yaml: hidden",
            "chart/Chart.yaml: chart",
            "chart/templates/app.yaml: chart",
            "dashboard.json: other",
            "kind.yaml: local",
            "kustomization.yaml: kustomization",
            "part.yaml: patch",
            "patch.yaml: patch",
            "values.yaml: other",
        ];
        assert.deepEqual({ ...read(), bodies: [] }, { bodies: [], sources: ["app.yaml:1"], passedOver, problems: [] });
        assert.equal(
            run([folder], catalog, today).stderr,
            "passed over: 1 hidden file, 2 files of Helm charts, 1 kustomization, 2 patches and other inputs of kustomizations, " +
                "1 file of a tool, 2 files without apiVersion and kind\n",
        );
        assert.equal(read({ strict: true }).problems.length, passedOver.length);
    });

    it("leave out what is excluded, by name and by path, which --strict accepts", () => {
        write("app.yaml", object("app"));
        write("vendor/a.yaml", object("a"));
        write("constructor/d.yaml", object("d"));
        write("apps/shop/test/b.yaml", object("b"));
        write("apps/shop/c.yaml", object("c"));
        const { sources, passedOver, problems } = read({
            exclude: ["vendor", "apps/*/test", "constructor"],
            strict: true,
        });
        assert.deepEqual(sources, ["app.yaml:1", "apps/shop/c.yaml:1"]);
        assert.deepEqual(passedOver, [
            "apps/shop/test/b.yaml: excluded",
            "constructor/d.yaml: excluded",
            "vendor/a.yaml: excluded",
        ]);
        assert.deepEqual(problems, []);
    });

    it("are rejected by line if they are templates that are not rendered", () => {
        for (const line of [
            "spec: { replicas: 1 }\nreplicas: {{ .Values.replicas }}",
            "spec: { replicas: 1 }\n{{- if .Values.on }}\na: b\n{{- end }}",
            'spec: { replicas: 1 }\nimage: "{{ .Values.image }}:1"',
            "spec: { replicas: 1 }\n{% if on %}\na: b",
        ]) {
            assert.deepEqual(
                read({}, write("a.yaml", object("a", line))).problems,
                ["a.yaml:5: is a template, must be rendered first, such as by helm template"],
                line,
            );
        }
        const others = 'a: "{{args.service}}"\nb: "{{ $labels.pod }}"\nc: |\n  {{ .Values.x }}\n# {{ .Values.y }}';
        assert.deepEqual(read({}, write("a.yaml", object("a", others))).problems, []);
    });

    it("come from several paths, each read once, and from the standard input", () => {
        const [a, b] = [write("a/a.yaml", object("a")), write("b/b.yaml", object("b"))];
        assert.deepEqual(read({}, join(folder, "a"), a, b).sources, ["a/a.yaml:1", "b/b.yaml:1"]);
        const input = () => Buffer.from(`${object("c")}---\n${object("d")}`);
        assert.deepEqual(read({ input }, "-", a).sources, ["stdin:1", "stdin:5", "a/a.yaml:1"]);
        mkdirSync(join(folder, "empty"));
        assert.deepEqual(read({ input: () => Buffer.from("") }, "-", a, join(folder, "empty")).problems, [
            "stdin has no manifests, must have some",
            `empty has no manifests, must have some`,
        ]);
    });
});
