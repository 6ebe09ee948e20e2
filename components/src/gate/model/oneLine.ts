/**
 * Formats external text as one line, without escape sequences or control characters, cut at `limit` characters.
 * @default limit 300
 */
export function oneLine(text: string, limit = 300): string {
    const line = text
        // Whole escape sequences, such as colours.
        .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "")
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
        .trim();
    const characters = Array.from(line);
    return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join("")}…`;
}
