import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";

/** Checks that Prometheus answers the gate, and that the analysis has one. */
export function checkPrometheus({ prometheus, absentService, liveSpecHash }: PreflightFacts): Checked[] {
    if (prometheus.kind === "fails") {
        return [problem({ kind: "prometheusUnusable", message: prometheus.message })];
    }
    const { message = "" } = prometheus.kind === "noSecret" ? prometheus : {};
    // The app's namespace, and so its Secret, follows the first deploy, which measures nothing.
    const first = liveSpecHash === undefined;
    return [
        ...(message === ""
            ? []
            : [first ? note({ kind: "prometheusLater", message }) : problem({ kind: "prometheusUnusable", message })]),
        ...(absentService === undefined ? [] : [problem({ kind: "noPrometheusService", service: absentService })]),
    ];
}
