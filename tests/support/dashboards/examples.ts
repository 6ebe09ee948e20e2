import { fleetDashboard } from "../../../components/src/monitoring/dashboards/fleet";
import { rolloutDashboard } from "../../../components/src/monitoring/dashboards/rollout";
import { objectives, series } from "../alerts/cases";

export const thresholds = { p99LatencyMilliseconds: 500, successRatePercent: 95 };
export const namespace = "web";

/** Every kind of dashboard. */
export const dashboards = {
    fleet: fleetDashboard(),
    rollout: rolloutDashboard({ namespace, series, objectives, thresholds }),
    "rollout in seconds": rolloutDashboard({
        series: { ...series, latencyMetric: "latency_seconds", latencyUnit: "seconds" },
        ...{ namespace, objectives, thresholds },
    }),
} as const;
