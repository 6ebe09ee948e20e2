import assert from "node:assert/strict";
import { escaped, escapedMarkdown } from "../../../../components/src/report/escape";
import { htmlOf } from "../../../../components/src/report/documents/html";
import { junitOf } from "../../../../components/src/report/documents/junit";
import { markdownOf } from "../../../../components/src/report/documents/markdown";
import type { UpdateReport } from "../../../../components/src/report/report";
import { sample } from "../../../support/report/sample";
import { schemaProblems } from "../../../support/report/schema";

/** A string of the cluster that would be markup where it is not escaped. */
const hostile = "</title><script>alert(1)</script>\"'&|[x](javascript:y)@all`\u0001";

/** The sample with a hostile string in every field that the cluster or a user fills. */
function hostileReport(): UpdateReport {
    const free = [
        "name",
        "namespace",
        "sentence",
        "image",
        "podHash",
        "condition",
        "text",
        "phase",
        "by",
        "object",
        "action",
        "reason",
        "run",
        "outcome",
    ];
    const copy = JSON.parse(JSON.stringify(sample), (key, value: unknown) =>
        typeof value === "string" && free.includes(key) ? hostile : value,
    ) as UpdateReport;
    return { ...copy, notes: [hostile] };
}

/** The elements of a JUnit file by their class and name. */
function casesOf(xml: string): Record<string, string> {
    const cases = xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*>(.*?)<\/testcase>/g);
    return Object.fromEntries(
        [...cases].map(([, group, name, result]) => [`${group ?? ""} ${name ?? ""}`, result ?? ""]),
    );
}

describe("the sample report", () => {
    it("satisfies the committed schema, which rejects other fields and other types", () => {
        assert.deepEqual(schemaProblems(sample), []);
        assert.deepEqual(schemaProblems({ ...sample, lastStep: "3" }), ["/lastStep must be integer"]);
        assert.deepEqual(schemaProblems({ ...sample, more: 1 }), [" must NOT have additional properties"]);
    });
});

describe("report.html", () => {
    const page = htmlOf(sample);

    it("has the verdict, the notes, the reasons for what is missing, and a chart in both widths", () => {
        for (const text of [sample.sentence, "a note", "latencies were not judged", "250, of which 25 with 5xx"]) {
            assert.ok(page.includes(text), text);
        }
        assert.equal(page.match(/<svg /g)?.length, 2);
    });

    it("loads and runs nothing", () => {
        for (const active of [
            /<script/i,
            /<link/i,
            /<img/i,
            /<iframe/i,
            /\son\w+=/i,
            /javascript:/i,
            /\bsrc=/i,
            /\bhref=/i,
            /@import/i,
            /\burl\(/i,
        ]) {
            assert.doesNotMatch(page, active);
        }
        assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
    });

    it("escapes every string of the cluster, in the tables and in the charts", () => {
        const text = htmlOf(hostileReport());
        assert.doesNotMatch(text, /<script|\u0001/);
        assert.ok(text.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
    });

    it("gives each chart a title and a text equivalent", () => {
        const groups = page.match(/<g role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)">/g) ?? [];
        assert.ok(groups.length >= 14, String(groups.length));
        const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
        assert.equal(new Set(ids).size, ids.length);
        const named = [...page.matchAll(/aria-(?:labelledby|describedby)="([^"]+)"/g)].map(([, id]) => id);
        assert.deepEqual(
            named.filter((id) => !ids.includes(id)),
            [],
        );
    });
});

describe("junit.xml", () => {
    const xml = junitOf(sample);

    it("has a case for the update, each pause, each metric and each judged signal", () => {
        assert.deepEqual(
            Object.entries(casesOf(xml)).map(([name, result]) => [name, /^<(\w+)/.exec(result)?.[1] ?? "passed"]),
            [
                ["shop/cart update Aborted", "failure"],
                ["shop/cart pause step 1 at weight 10", "passed"],
                ["shop/cart pause step 3 at weight 50", "failure"],
                ["shop/cart pause step 5 at weight 100", "skipped"],
                ["shop/cart metric p99-latency must be &lt; 500 ms", "failure"],
                ["shop/cart metric success-rate must be &gt;= 95 %", "skipped"],
                ["shop/cart judge answers with 5xx", "failure"],
                ["shop/cart judge answers slower than 500 ms", "skipped"],
            ],
        );
        assert.match(xml, /<testsuites tests="8" failures="4" errors="0" skipped="3" time="60">/);
    });

    it("escapes every string of the cluster", () => {
        const text = junitOf(hostileReport());
        assert.doesNotMatch(text, /<script|\u0001/);
        assert.equal(text.match(/<testcase /g)?.length, 8);
    });
});

describe("report.md", () => {
    it("has the verdict and the tables", () => {
        const text = markdownOf(sample);
        assert.match(text, /^## ❌ shop\/cart: Aborted\n/);
        assert.match(text, /\nRevision 2, image registry\.example\.com\/cart:2\n/);
        for (const title of ["### Steps", "### Metrics", "### Answers of each version", "Not observed:"]) {
            assert.ok(text.includes(title), title);
        }
    });

    it("keeps every string of the cluster within its cell or line, without markup", () => {
        const [plain, text] = [markdownOf(sample), markdownOf(hostileReport())];
        assert.equal(text.split("\n").length, plain.split("\n").length);
        assert.doesNotMatch(text, /<script|\[x\]|@all|`/);
        const cells = (markdown: string) => markdown.split("\n").map((line) => line.split("|").length);
        assert.deepEqual(cells(text), cells(plain));
    });
});

describe("an escaped string", () => {
    it("has no character that XML does not allow, and keeps all others", () => {
        assert.equal(escaped("a\u0000\u000B\uD800b😀\t"), "a\uFFFD\uFFFD\uFFFDb😀\t");
        assert.equal(escapedMarkdown("a|b\n<c> http://x"), "a&#124;b &#60;c&#62; http&#58;//x");
    });
});
