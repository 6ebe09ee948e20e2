/** A Markdown table whose cells are not padded, so that one changed cell changes one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(" | ")} |`;
    return ["<!-- prettier-ignore -->", line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Inline code; an empty value stays empty. */
export function code(text: string): string {
    return text === "" ? "" : `\`${text}\``;
}

function escapeCell(text: string): string {
    return text.replaceAll("|", "\\|");
}
