import type { Panel } from "@grafana/schema" with { "resolution-mode": "import" };
import type { Options as BarGaugeOptions } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen" with {
    "resolution-mode": "import",
};
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen" with {
    "resolution-mode": "import",
};
import type {
    FieldConfig as GraphField,
    Options as TimeSeriesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen" with {
    "resolution-mode": "import",
};

/** A type of Grafana's schema without its enumerations, whose values are in a JSON document as they are. */
export type Plain<T> = T extends string ? `${T}` : T extends object ? { readonly [Key in keyof T]: Plain<T[Key]> } : T;

/** A panel without its place. */
export type PlacedPanel = Plain<Panel>;

/** A query of Prometheus in a panel, and the legend of its series. */
export interface Query {
    readonly expr: string;
    /** A template of Grafana, such as `{{phase}}`. */
    readonly legend: string;
}

/** The data source that a user selects at the top of a dashboard. */
export const datasource = { type: "prometheus", uid: "${datasource}" } as const;

/** A panel's title, unit and queries. */
export interface PanelArgs {
    readonly title: string;
    readonly description?: string;
    /** A unit of Grafana, such as `percent`, `ms`, `s`, `reqps` or `short`. */
    readonly unit: string;
    readonly queries: readonly Query[];
}

/** A line at a limit, with the color of bad values on its bad side. */
export interface Limit {
    readonly value: number;
    readonly bad: "above" | "below";
}

const legend = { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] } as const;

const lastValue = { calcs: ["lastNotNull"], fields: "", values: false };

/** Returns a panel of lines over time. */
export function timeSeries(args: PanelArgs & { readonly limit?: Limit; readonly stacked?: true }): PlacedPanel {
    const { limit, stacked } = args;
    const custom: Plain<GraphField> = {
        fillOpacity: stacked ? 40 : 10,
        ...(stacked && { stacking: { mode: "normal" } }),
        ...(limit !== undefined && { thresholdsStyle: { mode: "dashed" } }),
    };
    const options: Plain<TimeSeriesOptions> = { legend, tooltip: { mode: "multi", sort: "none" } };
    return {
        ...common(args),
        type: "timeseries",
        fieldConfig: {
            defaults: {
                unit: args.unit,
                min: 0,
                custom: { ...custom },
                ...(limit !== undefined && { thresholds: { mode: "absolute", steps: colors(limit) } }),
            },
            overrides: [],
        },
        options: { ...options },
    };
}

/** Returns a panel with the last value of each series in large type. */
export function stat(args: PanelArgs): PlacedPanel {
    const options: Plain<StatOptions> = {
        ...{ colorMode: "value", graphMode: "none", textMode: "value_and_name", justifyMode: "auto" },
        ...{ orientation: "auto", wideLayout: true, showPercentChange: false, percentChangeColorMode: "standard" },
        reduceOptions: lastValue,
    };
    return {
        ...common(args),
        type: "stat",
        fieldConfig: { defaults: { unit: args.unit }, overrides: [] },
        options: { ...options },
    };
}

/** Returns a panel with a bar of each series' last value. */
export function bars(args: PanelArgs): PlacedPanel {
    const options: Plain<BarGaugeOptions> = {
        ...{ displayMode: "basic", orientation: "horizontal", showUnfilled: true },
        ...{ valueMode: "color", namePlacement: "auto", sizing: "auto" },
        ...{ minVizWidth: 8, minVizHeight: 16, maxVizHeight: 300 },
        legend: { ...legend, showLegend: false },
        reduceOptions: lastValue,
    };
    return {
        ...common(args),
        type: "bargauge",
        fieldConfig: { defaults: { unit: args.unit, min: 0 }, overrides: [] },
        options: { ...options },
    };
}

function common({ title, description, queries }: PanelArgs) {
    return {
        title,
        ...(description !== undefined && { description }),
        datasource,
        targets: queries.map(({ expr, legend }, index) => ({
            refId: String.fromCharCode("A".charCodeAt(0) + index),
            ...{ datasource, expr, legendFormat: legend, editorMode: "code", range: true },
        })),
    };
}

function colors({ value, bad }: Limit) {
    const [low, high] = bad === "above" ? ["green", "red"] : ["red", "green"];
    return [
        { color: low, value: null },
        { color: high, value },
    ] as const;
}
