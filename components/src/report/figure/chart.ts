import { escaped } from "../escape";
import { legend, widthOf, wrapped, type Key } from "./legend";
import type { Bounds, Line, Panel } from "./panel";
import { scaleOf, short, ticksOf } from "./scale";

/** The place of the charts in a figure: the plots' left and right edge in pixels, and the time's scale. */
export interface Frame {
    readonly left: number;
    readonly right: number;
    readonly x: (at: number) => number;
    readonly timeTicks: readonly number[];
}

const plotHeight = 92;
const titleHeight = 22;

/** Renders a panel with its top at `top`; returns its SVG and height. */
export function chart(
    panel: Panel,
    { left, right, x, timeTicks }: Frame,
    top: number,
): { svg: string; height: number } {
    const keys: Key[] = [
        ...panel.lines.map(({ name, style }) => ({ name, look: style })),
        ...((panel.bounds ?? []).length > 0
            ? [{ name: "measured share, with its bounds", look: "share" as const }]
            : []),
    ].filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index);
    if (panel.absent !== undefined) {
        const lines = wrapped(`Not observed: ${panel.absent}`, right - left);
        const rows = lines.map(
            (line, row) =>
                `<text class="absent" x="${left}" y="${top + titleHeight + 14 + row * 16}">${escaped(line)}</text>`,
        );
        return { svg: `${titleOf(panel, top)}${rows.join("")}`, height: titleHeight + lines.length * 16 + 8 };
    }
    const { svg: keysSvg, height: keysHeight } = legend(keys, left, top + titleHeight, right - left);
    const plotTop = top + titleHeight + keysHeight + 6;
    const bottom = plotTop + plotHeight;
    const y = scaleOf(panel.low, panel.high, bottom, plotTop);
    const inside = (at: number) => Math.min(right, Math.max(left, x(at)));
    const ticks = panel.logarithmic === true ? powers(panel.high) : ticksOf(panel.low, panel.high, 4);
    const grid = ticks.map((value) => {
        const label = panel.logarithmic === true ? power(value) : short(value);
        return `<line class="grid" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/><text text-anchor="end" x="${left - 6}" y="${y(value) + 4}">${label}</text>`;
    });
    const times = timeTicks.map(
        (at) => `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${plotTop}" y2="${bottom}"/>`,
    );
    const gaps = panel.gaps.map(
        ({ from, until, title }) =>
            `<rect class="gap" x="${inside(from)}" y="${plotTop}" width="${Math.max(1, inside(until) - inside(from)).toFixed(1)}" height="${plotHeight}"><title>${escaped(title)}</title></rect>`,
    );
    const bounds = (panel.bounds ?? []).map((one) => boundsOf(one, inside, y));
    const lines = panel.lines.map((line) => lineOf(line, inside, y));
    const marks = panel.lines.flatMap(({ segments }) =>
        segments.flat().map(({ at, value }) => ({ x: inside(at), y: y(value) })),
    );
    const limits = (panel.limits ?? []).map(({ value, label }) => {
        const text = fitted(label, right - left);
        const place = freePlace(widthOf(text), y(value), { left, right, top: plotTop, bottom }, marks);
        return `<line class="limit" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/><text class="limit-label halo" text-anchor="${place.anchor}" x="${place.x}" y="${place.baseline.toFixed(1)}">${escaped(text)}</text>`;
    });
    const frame = `<rect class="frame" x="${left}" y="${plotTop}" width="${right - left}" height="${plotHeight}"/>`;
    const body = [...grid, ...times, ...gaps, frame, ...bounds, ...lines, ...limits].join("");
    return { svg: `${titleOf(panel, top)}${keysSvg}${body}`, height: bottom - top + 4 };
}

/** Renders the visible title of a panel. */
export function titleOf({ title }: { readonly title: string }, top: number): string {
    return `<text class="title" x="4" y="${top + 15}">${escaped(title)}</text>`;
}

function boundsOf(
    { from, until, low, high, value, bad, title }: Bounds,
    x: (at: number) => number,
    y: (v: number) => number,
) {
    const [left, right] = [x(from), Math.max(x(from) + 3, x(until))];
    const look = bad ? " bad" : "";
    const width = (right - left).toFixed(1);
    return `<g><title>${escaped(title)}</title><rect class="bounds${look}" x="${left}" y="${y(high)}" width="${width}" height="${(y(low) - y(high)).toFixed(1)}"/><line class="share${look}" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/></g>`;
}

function lineOf({ kind, style, segments }: Line, x: (at: number) => number, y: (value: number) => number): string {
    const thin = kind === "points" ? " thin" : "";
    const paths = segments
        .filter((points) => points.length > 1)
        .map((points) => {
            const path = points.map(({ at, value }) => `${x(at)},${y(value)}`).join(" ");
            return `<polyline class="line ${style}${thin}" points="${path}"/>`;
        });
    // A single look between two gaps has no line.
    const dots = segments
        .filter((points) => kind === "points" || points.length === 1)
        .flat()
        .map(({ at, value, bad, title = "" }) => {
            const [cx, cy] = [x(at), y(value)];
            const about = title === "" ? "" : `<title>${escaped(title)}</title>`;
            return bad === true
                ? `<path class="bad-point" d="M${cx - 4},${cy - 4}l8,8m0,-8l-8,8">${about}</path>`
                : `<circle class="dot ${style}" cx="${cx}" cy="${cy}" r="3.5">${about}</circle>`;
        });
    return [...paths, ...dots].join("");
}

/**
 * Returns the place of a line's label that hides no mark: at its left or right end or its middle, above or below it; the
 * first place if none is free.
 */
function freePlace(
    width: number,
    line: number,
    plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
    marks: readonly { readonly x: number; readonly y: number }[],
) {
    const { left, right, top, bottom } = plot;
    const ends = [
        { anchor: "start", x: left + 6, from: left + 6 },
        { anchor: "end", x: right - 6, from: right - 6 - width },
        { anchor: "middle", x: (left + right) / 2, from: (left + right - width) / 2 },
    ];
    const places = ends.flatMap((end) => [
        { ...end, baseline: line - 5 },
        { ...end, baseline: line + 14 },
    ]);
    const within = places.filter(({ baseline }) => baseline - 11 >= top && baseline <= bottom);
    const hides = ({ from, baseline }: (typeof places)[number]) =>
        marks.some((mark) => mark.x > from - 6 && mark.x < from + width + 6 && Math.abs(mark.y - baseline + 4) < 13);
    const [first = { anchor: "start", x: left + 6, from: left, baseline: line - 5 }] = within;
    return within.find((place) => !hides(place)) ?? first;
}

/** Returns a label that fits into a width. */
function fitted(label: string, width: number): string {
    return widthOf(label) <= width ? label : `${label.slice(0, Math.floor(width / widthOf("x")) - 1)}…`;
}

function powers(high: number): number[] {
    return ticksOf(0, high, 4).filter(Number.isInteger);
}

function power(exponent: number): string {
    const raised = String(exponent).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? digit);
    return exponent < 4 ? short(10 ** exponent) : `10${raised}`;
}
