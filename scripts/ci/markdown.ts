/** Code in a line of Markdown, also of a table. */
export function code(text: string): string {
    const line = text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
    const fence = "`".repeat(longestRun(line) + 1);
    return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** The start of a mention, a reference or a link; not the @ before an image's digest. */
const callsOrLeads =
    /(?<!\w)@(?=\w)|@(?=[\w-]+\.[a-z])|#(?=\d)|\b(?:https?|ftp):(?=\/\/)|\b(?:mailto|xmpp):|\bwww(?=\.)/gi;
/** A zero-width space, which breaks mentions and links. */
const apart = "&#8203;";

/** Escapes text for a line or a table cell: it starts no tag, cell, line, mention or link. */
export function words(text: string): string {
    return text
        .trim()
        .replaceAll(/[\\`[\]|]/g, "\\$&")
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(callsOrLeads, `$&${apart}`)
        .replaceAll(/\s*\n\s*/g, "<br>");
}

/** Lines in a code fence; at most `most` of them, because GitHub limits the size of a summary. */
export function fenced(lines: readonly string[], language: string, most = 400): string[] {
    const shown =
        lines.length > most ? [...lines.slice(0, most), `... ${lines.length - most} more lines in the log`] : lines;
    const fence = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1));
    return [`${fence}${language}`, ...shown, fence];
}

/** A table; its cells must be Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** Lines that the reader expands with a click. */
export function folded(title: string, lines: readonly string[]): string[] {
    return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

function longestRun(text: string): number {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
