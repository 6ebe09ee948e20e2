import { escaped } from "../escape";
import type { Style } from "./panel";

/** A key of the legend: `share` is a measured share with its bounds. */
export interface Key {
    readonly name: string;
    readonly look: Style | "share";
}

const [keyWidth, rowHeight, gap] = [24, 17, 14];

/** The average width of a character of 12 px, on the safe side. */
const characterWidth = 6.7;

/** Returns the estimated width of a text of 12 px. */
export function widthOf(text: string): number {
    return text.length * characterWidth;
}

/** Renders the keys in rows of a width; returns their SVG and height. */
export function legend(
    keys: readonly Key[],
    left: number,
    top: number,
    width: number,
): { svg: string; height: number } {
    let [x, row] = [left, 0];
    const parts = keys.map(({ name, look }) => {
        const needed = keyWidth + widthOf(name) + gap;
        if (x > left && x + needed - gap > left + width) {
            [x, row] = [left, row + 1];
        }
        const y = top + row * rowHeight + rowHeight / 2;
        const mark =
            look === "share"
                ? `<rect class="bounds" x="${x}" y="${y - 5}" width="18" height="10"/><line class="share" x1="${x}" x2="${x + 18}" y1="${y}" y2="${y}"/>`
                : `<line class="line ${look}" x1="${x}" x2="${x + 18}" y1="${y}" y2="${y}"/>`;
        const part = `${mark}<text x="${x + keyWidth}" y="${y + 4}">${escaped(name)}</text>`;
        x = Number((x + needed).toFixed(1));
        return part;
    });
    return { svg: parts.join(""), height: keys.length === 0 ? 0 : (row + 1) * rowHeight };
}

/** Breaks a text into lines of a width. */
export function wrapped(text: string, width: number): string[] {
    const most = Math.max(10, Math.floor(width / characterWidth));
    const lines: string[] = [];
    for (const word of text.split(/\s+/).flatMap((one) => one.match(new RegExp(`.{1,${most}}`, "gu")) ?? [])) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= most) {
            lines[lines.length - 1] = `${last} ${word}`;
        } else {
            lines.push(word);
        }
    }
    return lines;
}
