import { source as axeSource, type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** The least height of a chart's text on the screen, in pixels. */
const leastHeight = 9;
/** The box of a text has room above and below the letters, in pixels. */
const tolerance = 2;

interface Box {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

/** Returns the times in tables that are broken over two lines, as JavaScript for the page. */
const brokenTimes = `[...document.querySelectorAll("td")].flatMap((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return /^\\d\\d:\\d\\d:\\d\\d$/.test(cell.textContent) && range.getClientRects().length > 1 ? [cell.textContent] : [];
})`;

/**
 * Returns the faults of a page: its width, times of a table that are broken over two lines, text of a chart that is cut,
 * overlaps or is too small, and those that axe finds.
 */
export async function problemsOf(page: Page): Promise<string[]> {
    // Closed details hide their rows from every check.
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    const excess = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    const problems = excess > 0 ? [`the page is ${String(excess)} px wider than the screen`] : [];
    const broken = await page.evaluate<string[]>(brokenTimes);
    problems.push(...broken.map((time) => `"${time}" is broken over two lines`));
    const charts = await page.locator("svg:visible").all();
    if (charts.length === 0) {
        problems.push("there is no chart");
    }
    for (const chart of charts) {
        const frame = await chart.boundingBox();
        const found = await Promise.all(
            (await chart.locator("text").all()).map(async (one) => ({
                text: (await one.textContent()) ?? "",
                box: await one.boundingBox(),
            })),
        );
        const labels = found.flatMap(({ text, box }) => (box === null || text === "" ? [] : [{ text, box }]));
        for (const [index, { text, box }] of labels.entries()) {
            if (frame !== null && !contains(frame, box)) {
                problems.push(`"${text}" is cut`);
            }
            if (box.height < leastHeight) {
                problems.push(`"${text}" is ${box.height.toFixed(1)} px high`);
            }
            for (const other of labels.slice(index + 1).filter((one) => overlap(box, one.box))) {
                problems.push(`"${text}" overlaps "${other.text}"`);
            }
        }
    }
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    return [
        ...problems,
        ...violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ html }) => `${help} (${id}): ${html.slice(0, 120)}`),
        ),
    ];
}

function contains(frame: Box, box: Box): boolean {
    return (
        box.x >= frame.x - tolerance &&
        box.y >= frame.y - tolerance &&
        box.x + box.width <= frame.x + frame.width + tolerance &&
        box.y + box.height <= frame.y + frame.height + tolerance
    );
}

function overlap(one: Box, other: Box): boolean {
    const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
    const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
    return across > tolerance && down > 2 * tolerance;
}
