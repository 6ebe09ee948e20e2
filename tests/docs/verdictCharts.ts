import type { TopLevelSpec } from "vega-lite";
import { readResults } from "../bench/verdicts/results";

/** The share of bad versions that are rejected, by the requests that the new version has answered. */
export function powerChart(): Promise<string> {
    const values = readResults().simulation.powerByRequests.map((point) => ({
        ...point,
        errors: percent(point.share),
    }));
    return draw("Power: versions rejected by then, against the requests of the new version", {
        data: { values },
        mark: { type: "line", strokeWidth: 2.5, clip: true },
        encoding: {
            x: {
                field: "requests",
                type: "quantitative",
                title: "requests that the new version has answered",
                scale: { type: "log", domain: [10, 3000], nice: false },
            },
            y: { field: "power", type: "quantitative", title: "versions rejected", axis: { format: "%" } },
            color: series("errors", "its errors", values),
        },
    });
}

/** The median time until a bad version is rejected, by its share of errors. */
export function timeChart(): Promise<string> {
    const values = readResults().simulation.timeByShare.map((point) => ({
        ...point,
        traffic: `${point.requestsPerSecond} requests/s`,
    }));
    return draw("Median time until a version is rejected, against its share of errors", {
        data: { values },
        mark: { type: "line", strokeWidth: 2.5, point: { size: 40 } },
        encoding: {
            x: {
                field: "share",
                type: "quantitative",
                title: "errors of the new version (the stable one has 0.1 %)",
                scale: { type: "log", domain: [0.01, 1], nice: false },
                axis: { format: "~%" },
            },
            y: {
                field: "seconds",
                type: "quantitative",
                title: "seconds (looks are 2 s apart)",
                scale: { type: "log", domain: [4, 1000], nice: false },
            },
            color: series("traffic", "traffic, weight 10", values),
        },
    });
}

function series(field: string, title: string, values: readonly Readonly<Record<string, unknown>>[]) {
    const domain = [...new Set(values.map((value) => String(value[field])))];
    // Legible on light and dark pages.
    const range = ["#0d9488", "#3b82f6", "#a855f7", "#ea580c"];
    return { field, type: "nominal", title, scale: { domain, range }, sort: null } as const;
}

function percent(share: number): string {
    return `${Number((share * 100).toPrecision(2))} %`;
}

/** Draws a chart that is legible on light and dark pages: no background, and everything else in one gray. */
async function draw(title: string, chart: object): Promise<string> {
    // ES modules, which CommonJS can only import dynamically.
    const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
    const gray = "#7d8590";
    const font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
    const spec = {
        ...{ width: 560, height: 300, background: "transparent", description: title, ...chart },
        config: {
            ...{ font, view: { stroke: null } },
            axis: {
                ...{ labelColor: gray, titleColor: gray, domainColor: gray, tickColor: gray, gridColor: gray },
                ...{ gridOpacity: 0.25, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
            },
            legend: { labelColor: gray, titleColor: gray, labelFontSize: 12, titleFontSize: 12, symbolOpacity: 1 },
        },
    } as TopLevelSpec;
    const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
    const svg = await view.toSVG();
    view.finalize();
    return `${svg}\n`;
}
