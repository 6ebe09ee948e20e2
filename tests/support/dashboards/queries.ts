import type { DashboardModel } from "../../../components/src/monitoring/dashboards/dashboard";

/** A query of a dashboard, as Grafana sends it. */
export interface SentQuery {
    /** The title of the panel, or the name of the annotation. */
    readonly of: string;
    readonly expr: string;
}

/** Grafana's variables, with the values that it gives them for an hour on a wide screen. */
const variables: Readonly<Record<string, string>> = { $__rate_interval: "1m", $__range: "1h" };

/** Returns every query of a dashboard: those of its panels and of its annotations. */
export function queriesOf({ panels = [], annotations }: DashboardModel): SentQuery[] {
    const ofPanels = panels.flatMap((panel) =>
        ("targets" in panel ? (panel.targets ?? []) : []).map((target) => ({ of: panel.title ?? "", target })),
    );
    const ofAnnotations = (annotations?.list ?? []).map(({ name, target = {} }) => ({ of: name, target }));
    return [...ofPanels, ...ofAnnotations].map(({ of, target }) => ({
        of,
        expr: sent((target as { expr: string }).expr),
    }));
}

function sent(expr: string): string {
    return Object.entries(variables).reduce((text, [name, value]) => text.replaceAll(name, value), expr);
}
