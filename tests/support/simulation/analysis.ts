import type { FakeObject } from "../apiServer/fakeObjects";
import { analysisRunObject } from "../rollout/fakeRolloutObjects";
import type { Simulation } from "./simulation";

/** Measurements of a good version. */
export const good = { "p99-latency": "41.2", "success-rate": "100" };

/** An AnalysisRun of a simulated rollout's version; the test triggers its measurements. */
export class SimulatedAnalysis {
    private readonly run: FakeObject;
    private readonly measured = new Map<string, { phase: string; value: string; finishedAt: string }[]>();

    /**
     * `suffix` distinguishes it from an earlier one of the same version; Argo's is ".1" for the second. `stepIndex`: the
     * step of a `Step` run.
     */
    constructor(
        private readonly simulation: Simulation,
        kind: "Background" | "Step" | "Initial" = "Background",
        suffix = "",
        stepIndex = 1,
    ) {
        const { rollout } = simulation;
        const { hash, revision } = rollout;
        const run = analysisRunObject(rollout, { hash, revision, phase: "Running", values: {}, metricPhases: {} });
        const name = `${run.metadata.name}${suffix}`;
        const step = kind === "Step" ? { "step-index": String(stepIndex) } : {};
        const labels = { ...(run.metadata["labels"] as object), "rollout-type": kind, ...step };
        const creationTimestamp = rollout.now().toISOString();
        this.run = { ...run, metadata: { ...run.metadata, name, labels, creationTimestamp } };
        this.write("Running");
    }

    /** Adds a measurement of each of these metrics; `!` marks a failed one. */
    measure(values: Readonly<Record<string, string>> = good): this {
        for (const [name, value] of Object.entries(values)) {
            const phase = value.endsWith("!") ? "Failed" : "Successful";
            const finishedAt = this.simulation.rollout.now().toISOString();
            const measurement = { phase, value: `[${value.replace("!", "")}]`, finishedAt };
            this.measured.set(name, [...(this.measured.get(name) ?? []), measurement]);
        }
        this.write("Running");
        return this;
    }

    /** Ends the run and every metric in it. */
    end(phase: string): void {
        this.write(phase);
    }

    /** The controller, or another client, deletes it. */
    remove(): void {
        const { cluster, rollout } = this.simulation;
        cluster.remove(rollout.paths.analysisRuns, this.run.metadata.name);
    }

    private write(phase: string): void {
        const metricResults = [...this.measured].map(([name, measurements]) => {
            return { name, phase, count: measurements.length, measurements };
        });
        const { cluster, rollout } = this.simulation;
        cluster.put(rollout.paths.analysisRuns, { ...this.run, status: { phase, metricResults } });
    }
}
