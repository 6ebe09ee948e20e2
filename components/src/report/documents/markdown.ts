import { escapedMarkdown } from "../escape";
import type { UpdateReport } from "../report";
import { judgeTable, metricsTable, pausesTable, type Table } from "./tables";

/** Renders a report as Markdown, for the summary of a job: no pictures, no HTML. */
export function markdownOf(report: UpdateReport): string {
    const { rollout, outcome, success, sentence, notes, unobserved, exposure, newVersion } = report;
    const name = escapedMarkdown(`${rollout.namespace}/${rollout.name}`);
    const parts = [
        `## ${success ? "✅" : "❌"} ${name}: ${escapedMarkdown(outcome)}`,
        escapedMarkdown(sentence),
        ...(newVersion === undefined
            ? []
            : [`Revision ${newVersion.revision}, image ${escapedMarkdown(newVersion.image)}`]),
        ...notes.map((note) => `- ${escapedMarkdown(note)}`),
        ...(exposure === undefined ? [] : [`The new version answered ${exposure.answers} requests.`]),
        ...[pausesTable(report), metricsTable(report), judgeTable(report)]
            .filter(({ rows }) => rows.length > 0)
            .map(tableOf),
        ...(unobserved.length === 0
            ? []
            : [
                  [
                      "Not observed:",
                      ...unobserved.map(({ part, reason }) => `- ${part}: ${escapedMarkdown(reason)}`),
                  ].join("\n"),
              ]),
    ];
    return `${parts.join("\n\n")}\n`;
}

function tableOf({ title, columns, rows }: Table): string {
    const line = (cells: readonly string[]) => `| ${cells.map(escapedMarkdown).join(" | ")} |`;
    return [
        `### ${escapedMarkdown(title)}`,
        "",
        line(columns),
        `|${columns.map(() => "---|").join("")}`,
        ...rows.map(line),
    ].join("\n");
}
