import { escaped } from "../escape";
import { figureOf } from "../figure/figure";
import { figureStyle } from "../figure/style";
import type { UpdateReport } from "../report";
import { tablesOf, type Table } from "./tables";

/**
 * Renders a report as one HTML file: no script, nothing loaded from elsewhere, light or dark as the reader has it, light
 * on paper. Each chart has a title and a text equivalent, and the tables have the numbers.
 */
export function htmlOf(report: UpdateReport): string {
    const { rollout, outcome, success, sentence, notes, unobserved } = report;
    const title = `${rollout.namespace}/${rollout.name}: ${outcome}`;
    const noteItems = notes.map((note) => `<li>${escaped(note)}</li>`).join("");
    const missing = unobserved
        .map(({ part, reason }) => `<li><b>${escaped(part)}</b>: ${escaped(reason)}</li>`)
        .join("");
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${pageStyle}
${figureStyle}
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="verdict ${success ? "good" : "bad"}"><b>${success ? "Succeeded" : "Failed"}</b> ${escaped(sentence)}</p>
${noteItems === "" ? "" : `<h2>Notes</h2>\n<ul>${noteItems}</ul>`}
<dl>${factsOf(report)
        .map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`)
        .join("")}</dl>
<h2>Course</h2>
<p>Times are in UTC. A shaded or empty part was not observed.</p>
<div class="wide">${figureOf(report, 1040)}</div>
<div class="narrow">${figureOf(report, 360)}</div>
${missing === "" ? "" : `<h2>Not observed</h2>\n<ul>${missing}</ul>`}
${tablesOf(report).map(tableOf).join("\n")}
</main>
</body>
</html>
`;
}

function factsOf({ newVersion, stableVersion, startedAt, finishedAt, exposure }: UpdateReport): [string, string][] {
    const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
    return [
        [
            "New version",
            newVersion === undefined
                ? "not observed"
                : `${newVersion.image}, revision ${newVersion.revision}, pod hash ${newVersion.podHash}`,
        ],
        ["Stable version", stableVersion === undefined ? "none" : `pod hash ${stableVersion.podHash}`],
        ["Time", `${startedAt} to ${finishedAt} (${seconds} s)`],
        ["Answers by the new version", exposure === undefined ? "not counted" : exposed(exposure)],
    ];
}

function exposed({ answers, errors, slow, from, until }: NonNullable<UpdateReport["exposure"]>): string {
    const bad = [
        ...(errors === undefined ? [] : [`${errors} with 5xx`]),
        ...(slow === undefined ? [] : [`${slow} over the latency bound`]),
    ];
    return `${answers}${bad.length === 0 ? "" : `, of which ${bad.join(" and ")}`}, counted from ${from.slice(11, 19)} to ${until.slice(11, 19)}`;
}

/** Renders a table. On a narrow screen each row is a block, so the roles keep its meaning there. */
function tableOf({ title, columns, rows, long }: Table): string {
    const head = columns.map((column) => `<th role="columnheader" scope="col">${escaped(column)}</th>`).join("");
    const body = rows
        .map((row) => {
            const cells = row.map(
                (cell, index) => `<td role="cell" data-column="${escaped(columns[index] ?? "")}">${escaped(cell)}</td>`,
            );
            return `<tr role="row">${cells.join("")}</tr>`;
        })
        .join("\n");
    const table = `<table role="table" aria-label="${escaped(title)}"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
    const summary = `<summary>${rows.length} rows</summary>`;
    return `<h2>${escaped(title)}</h2>\n${long === true ? `<details>${summary}${table}</details>` : table}`;
}

const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --text: #1f2328; --quiet: #59636e; --border: #d1d9e0; --good: #1a7f37; --bad: #cf222e; }
@media screen and (prefers-color-scheme: dark) {
:root { --paper: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --border: #3d444d; --good: #3fb950; --bad: #ff7b72; }
}
body { margin: 0; background: var(--paper); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 16px; overflow-wrap: anywhere; }
h1 { font-size: 24px; line-height: 1.25; margin: 8px 0; } h2 { font-size: 18px; margin: 28px 0 8px; }
.verdict { border-left: 5px solid; padding: 6px 12px; } .verdict.good { border-color: var(--good); } .verdict.bad { border-color: var(--bad); }
.verdict b { display: block; } .good b { color: var(--good); } .bad b { color: var(--bad); }
dl div { display: flex; gap: 12px; padding: 2px 0; } dt { flex: 0 0 210px; color: var(--quiet); } dd { margin: 0; }
svg { max-width: 100%; height: auto; display: block; } .narrow { display: none; }
table { border-collapse: collapse; width: 100%; font-size: 14px; } th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--border); }
th { color: var(--quiet); font-weight: 600; } th, td:first-child { white-space: nowrap; } summary { cursor: pointer; }
@media screen and (max-width: 700px) {
.wide { display: none; } .narrow { display: block; } dl div { display: block; } main { padding: 12px; }
table, tbody, tr, td { display: block; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
tr { border-bottom: 1px solid var(--border); padding: 6px 0; } td { border: 0; padding: 1px 0; } td:first-child { white-space: normal; }
td::before { content: attr(data-column) ": "; color: var(--quiet); }
}
@media print { body { font-size: 11pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`.trim();
