/**
 * Decodes the bytes of a manifest as kubectl does: UTF-16 by its byte order mark, UTF-8 else, with or without a mark.
 * Returns undefined for bytes that are neither.
 */
export function decoded(bytes: Uint8Array): string | undefined {
    const [first, second] = bytes;
    const encoding =
        first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
    try {
        // The decoder drops the mark.
        const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
        // Files that are joined keep theirs, at the begin of a document.
        return text.includes("\0") ? undefined : text.replaceAll("\n\uFEFF", "\n");
    } catch {
        return undefined;
    }
}
