import { escaped } from "../escape";
import type { UpdateReport } from "../report";
import { chart, titleOf, type Frame } from "./chart";
import { wrapped } from "./legend";
import type { Lanes, Panel } from "./panel";
import { panelsOf } from "./panels";
import { clock, scaleOf, timeTicks } from "./scale";
import { pictureStyle } from "./style";

/** Width in pixels: of a page, and of a telephone. */
export type FigureWidth = 1040 | 360;

const rightMargin = 12;
const laneHeight = 18;
const gapHeight = 16;
const axisHeight = 22;

/**
 * Renders the charts of a report as one SVG element with a common time axis.
 *
 * The code is ours, because a few line charts need no more than this, and a chart library would be the largest part of
 * what the package installs; only the parts that a report draws exist. `alone` makes a file that needs no page.
 */
export function figureOf(report: UpdateReport, width: FigureWidth, alone = false): string {
    const [from, end] = [beginOf(report), Date.parse(report.finishedAt)];
    const until = Math.max(end, from + 1_000);
    const [left, right] = [width > 600 ? 58 : 48, width - rightMargin];
    const frame: Frame = {
        ...{ left, right, x: scaleOf(from, until, left, right) },
        timeTicks: timeTicks(from, until, Math.floor((right - left) / 75)),
    };
    const id = `${alone ? "picture" : "figure"}-${width}`;
    const parts: string[] = [];
    let top = 4;
    if (alone) {
        const { namespace, name } = report.rollout;
        const lines = wrapped(`${namespace}/${name}: ${report.outcome}`, width - 16);
        lines.forEach((line, row) =>
            parts.push(`<text class="title" x="4" y="${top + 15 + row * 17}">${escaped(line)}</text>`),
        );
        top += lines.length * 17 + 8;
    }
    parts.push(timeAxis(frame, top));
    top += axisHeight;
    for (const [index, panel] of panelsOf(report).entries()) {
        const { svg, height } = "lanes" in panel ? lanesOf(panel, frame, top) : chart(panel, frame, top);
        parts.push(group(panel, `${id}-${index}`, svg));
        top += height + gapHeight;
    }
    parts.push(timeAxis(frame, top - gapHeight + 2));
    const height = Math.ceil(top + axisHeight - gapHeight + 4);
    const name = escaped(`Charts of the update of ${report.rollout.namespace}/${report.rollout.name}`);
    const style = alone
        ? `<style>${pictureStyle}</style><rect class="paper" width="${width}" height="${height}"/>`
        : "";
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${alone ? "img" : "group"}" aria-labelledby="${id}-title">`,
        `<title id="${id}-title">${name}</title>`,
        style,
        ...parts,
        "</svg>",
    ].join("\n");
}

/** Returns the begin of the axis: pauses and measurements may have begun before the gate. */
function beginOf({ startedAt, pauses, metrics }: UpdateReport): number {
    const measured = metrics.flatMap(({ measurements }) => measurements.map(({ at }) => Date.parse(at)));
    const times = [startedAt, ...pauses.map(({ from }) => from)].map(Date.parse);
    return Math.min(...[...times, ...measured].filter((at) => !Number.isNaN(at)));
}

/** Renders a panel as one image with a text equivalent. */
function group(panel: Panel | Lanes, id: string, svg: string): string {
    const description =
        "absent" in panel && panel.absent !== undefined ? `Not observed: ${panel.absent}` : panel.description;
    return `<g role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d"><title id="${id}-t">${escaped(panel.title)}</title><desc id="${id}-d">${escaped(description)}</desc>${svg}</g>`;
}

/** Renders the times. A label at the right edge is moved inside. */
function timeAxis({ right, x, timeTicks: ticks }: Frame, top: number): string {
    const most = right + rightMargin - 28;
    return ticks
        .map((at) => `<text text-anchor="middle" x="${Math.min(most, x(at))}" y="${top + 14}">${clock(at)}</text>`)
        .join("");
}

function lanesOf(
    panel: Lanes,
    { left, right, x, timeTicks: ticks }: Frame,
    top: number,
): { svg: string; height: number } {
    if (panel.absent !== undefined) {
        const text = `<text class="absent" x="${left}" y="${top + 36}">${escaped(panel.absent)}</text>`;
        return { svg: `${titleOf(panel, top)}${text}`, height: 46 };
    }
    const start = top + 24;
    const rows = panel.lanes.map(({ name, own, at }, row) => {
        const label = start + row * laneHeight * 2 + 12;
        const marks = at
            .filter((one) => x(one) <= right)
            .map((one) => {
                const place = Math.max(left, x(one));
                return `<line class="tick${own ? " own" : ""}" x1="${place}" x2="${place}" y1="${label + 5}" y2="${label + 17}"/>`;
            });
        return `<text x="${left}" y="${label}">${escaped(name)}</text><line class="grid" x1="${left}" x2="${right}" y1="${label + 11}" y2="${label + 11}"/>${marks.join("")}`;
    });
    const height = panel.lanes.length * laneHeight * 2;
    const times = ticks.map(
        (at) => `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${start}" y2="${start + height}"/>`,
    );
    return { svg: `${titleOf(panel, top)}${times.join("")}${rows.join("")}`, height: 24 + height };
}
