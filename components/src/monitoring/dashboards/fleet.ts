import { degraded, inProgress, ofRollouts } from "../alerts/rolloutSeries";
import { type DashboardModel, dashboardOf } from "./dashboard";
import { bars, type PlacedPanel, stat, timeSeries } from "./panel";

const rollout = "{{namespace}}/{{name}}";
const window = "$__rate_interval";
/** The resolution of phases in the past: a phase that is shorter may be missed. */
const resolutionSeconds = 30;
const resolution = `${resolutionSeconds}s`;

/** Returns the dashboard of all Rollouts of a cluster, and of the controller. */
export function fleetDashboard(): DashboardModel {
    return dashboardOf({
        uid: "canary-delivery-rollouts",
        title: "Rollouts",
        description: "All Rollouts of a cluster by their phases, and the work of the Argo Rollouts controller.",
        rows: [
            [phases(), phasesOverTime()],
            [troubled(), progressing()],
            [aborts(), duration()],
            [reconciliation(), queue(), memory()],
        ],
    });
}

function byPhase(): string {
    return `count by (phase) (${ofRollouts("rollout_info", { by: ["phase"] })})`;
}

function phases(): PlacedPanel {
    return stat({ title: "Rollouts by phase", unit: "short", queries: [{ expr: byPhase(), legend: "{{phase}}" }] });
}

function phasesOverTime(): PlacedPanel {
    return timeSeries({
        ...{ title: "Rollouts by phase over time", unit: "short", stacked: true },
        queries: [{ expr: byPhase(), legend: "{{phase}}" }],
    });
}

function troubled(): PlacedPanel {
    return timeSeries({
        ...{ title: "Aborted or Degraded", unit: "short" },
        queries: [
            {
                expr: ofRollouts("rollout_info", { matchers: `phase=~"Abort|${degraded}"`, by: ["phase"] }),
                legend: `${rollout} {{phase}}`,
            },
        ],
    });
}

function progressing(): PlacedPanel {
    return timeSeries({
        ...{ title: "In progress", unit: "short" },
        queries: [{ expr: inPhase(inProgress), legend: rollout }],
    });
}

function aborts(): PlacedPanel {
    return bars({
        ...{ title: "Aborts in the selected time", unit: "short" },
        // 0 for a Rollout without an abort.
        queries: [{ expr: `${begins("Abort")} or ${ofRollouts("rollout_info")} * 0`, legend: rollout }],
    });
}

function duration(): PlacedPanel {
    const seconds = `count_over_time((${inPhase(inProgress)})[$__range:${resolution}]) * ${resolutionSeconds}`;
    return bars({
        ...{ title: "Mean time of a rollout", unit: "s" },
        description: "From a change to the end: promoted or aborted.",
        queries: [{ expr: `${seconds} / ${begins(inProgress)}`, legend: rollout }],
    });
}

function reconciliation(): PlacedPanel {
    const mean = `sum(rate(rollout_reconcile_sum[${window}])) / sum(rate(rollout_reconcile_count[${window}]))`;
    return timeSeries({
        ...{ title: "Time of a reconciliation", unit: "s" },
        queries: [{ expr: mean, legend: "mean" }],
    });
}

function queue(): PlacedPanel {
    return timeSeries({
        ...{ title: "Rollouts that wait for the controller", unit: "short" },
        queries: [{ expr: `max(${ofController('workqueue_depth{name="Rollouts"}')})`, legend: "queue" }],
    });
}

function memory(): PlacedPanel {
    return timeSeries({
        ...{ title: "Memory of the controller", unit: "bytes" },
        queries: [{ expr: ofController("process_resident_memory_bytes"), legend: "{{pod}}" }],
    });
}

/** Returns the Rollouts in one of some phases, now or a time before. */
function inPhase(phases: string, offset?: string): string {
    const matchers = `phase=~"${phases}"`;
    return ofRollouts("rollout_info", offset === undefined ? { matchers } : { matchers, offset });
}

/** Returns the number of times that a Rollout has entered one of some phases. */
function begins(phases: string): string {
    return `count_over_time((${inPhase(phases)} unless ${inPhase(phases, resolution)})[$__range:${resolution}])`;
}

/** Returns the series of the controller's pods. */
function ofController(series: string): string {
    return `${series} and on (instance) argo_rollouts_controller_info`;
}
