import type { Dashboard } from "@grafana/schema" with { "resolution-mode": "import" };
import { datasource, type PlacedPanel, type Plain, type Query } from "./panel";

/** A dashboard in Grafana's format. */
export type DashboardModel = Plain<Dashboard>;

/** Times that Grafana marks in every panel: those at which a query has a result. */
export interface Marks extends Query {
    readonly color: string;
}

/** The content of a dashboard, without its layout. */
export interface DashboardArgs {
    /** At most 40 characters. */
    readonly uid: string;
    readonly title: string;
    readonly description: string;
    readonly marks?: readonly Marks[];
    /** Panels by row; the panels of a row have the same width. */
    readonly rows: readonly (readonly PlacedPanel[])[];
}

/** Labels by which Grafana's sidecar finds a dashboard. */
export const dashboardLabels = { grafana_dashboard: "1" } as const;

/** Grafana's grid: columns of a row, and the height of a panel in its units of 30 pixels. */
const grid = { columns: 24, height: 8 } as const;

/** Returns a dashboard of panels of Prometheus, whose data source a user selects. */
export function dashboardOf({ uid, title, description, marks = [], rows }: DashboardArgs): DashboardModel {
    return {
        ...{ uid, title, description, tags: ["canary-delivery"], schemaVersion: 41, editable: true },
        ...{ time: { from: "now-1h", to: "now" }, refresh: "30s", timezone: "browser" },
        templating: {
            list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
        },
        annotations: { list: marks.map(annotation) },
        panels: rows.flatMap((panels, row) =>
            panels.map((panel, column) => ({
                ...panel,
                id: row * grid.columns + column + 1,
                gridPos: place(panels, row, column),
            })),
        ),
    };
}

/** Returns the data of a ConfigMap with a dashboard. */
export function dashboardContent(dashboard: DashboardModel): Record<string, string> {
    return { [`${dashboard.uid ?? ""}.json`]: JSON.stringify(dashboard) };
}

function place({ length }: readonly PlacedPanel[], row: number, column: number) {
    const w = Math.floor(grid.columns / length);
    return { x: column * w, y: row * grid.height, w, h: grid.height };
}

function annotation({ expr, legend, color }: Marks) {
    return {
        ...{ name: legend, enable: true, iconColor: color, datasource },
        target: { refId: "Marks", expr, ...{ titleFormat: legend } },
    };
}
