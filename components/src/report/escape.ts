/** Characters that XML 1.0 does not allow, not even escaped. */
const illegal =
    /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** Escapes text for HTML, SVG and XML: content and quoted attributes. */
export function escaped(text: string): string {
    return text.replace(illegal, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Escapes text for a line or a table cell of Markdown: no markup, links, mentions or HTML. */
export function escapedMarkdown(text: string): string {
    const line = text.replace(illegal, "\uFFFD").replace(/\s+/g, " ");
    // A colon, or a dot, only where a link would begin by itself.
    return line.replace(/[\\`*_{}[\]#+!|~<>&@]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}
