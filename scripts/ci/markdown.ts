/** Code in a line of Markdown, also of a table. */
export function code(text: string): string {
    const line = text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
    const fence = "`".repeat(longestRun(line) + 1);
    return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** What makes a mention, a reference or a link of what follows; not the @ before an image's digest. */
const callsOrLeads =
    /(?<!\w)@(?=\w)|@(?=[\w-]+\.[a-z])|#(?=\d)|\b(?:https?|ftp):(?=\/\/)|\b(?:mailto|xmpp):|\bwww(?=\.)/gi;
/** Between two characters that would call somebody or lead somewhere; no reader sees it. */
const apart = "&#8203;";

/** Words in a line or a cell of a table: nothing in them starts a tag, a cell or a line, calls anybody, or is a link. */
export function words(text: string): string {
    return text
        .trim()
        .replaceAll(/[\\`[\]|]/g, "\\$&")
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(callsOrLeads, `$&${apart}`)
        .replaceAll(/\s*\n\s*/g, "<br>");
}

/** Lines as they are; at most so many, for the places where summaries are shown have their limits. */
export function fenced(lines: readonly string[], language: string, most = 400): string[] {
    const shown =
        lines.length > most
            ? [...lines.slice(0, most), `... ${lines.length - most} more lines, which the log has`]
            : lines;
    const fence = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1));
    return [`${fence}${language}`, ...shown, fence];
}

/** A table; its cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** What a reader sees on a click. */
export function folded(title: string, lines: readonly string[]): string[] {
    return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

function longestRun(text: string): number {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
