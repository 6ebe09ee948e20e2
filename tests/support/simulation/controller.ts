import type { Simulation } from "./simulation";
import { good, SimulatedAnalysis } from "./analysis";

/** The analysis of a simulated controller. */
export interface SimulatedChecks {
    /** Creates an AnalysisRun. @default true */
    readonly runs?: boolean;
    /** The values of each measurement, every 5 s; `!` marks a failed one. @default good values of both metrics */
    readonly values?: Readonly<Record<string, string>>;
}

/**
 * Plays the Argo Rollouts controller, one action at a time: it observes, walks the steps, pauses, resumes after a
 * promotion or a pause's end, aborts, retries, and runs the background analysis.
 */
export class SimulatedController {
    /** The number of promotions of a pause that it has seen, by step. */
    readonly promoted = new Map<number, number>();
    private analysis: SimulatedAnalysis | undefined;
    private analysed = 0;
    private tries = 0;
    private looks = 0;

    /** `everySeconds`: the time between two actions. */
    constructor(
        private readonly simulation: Simulation,
        private readonly checks: SimulatedChecks = {},
        private readonly everySeconds = 1,
    ) {
        simulation.controller = () => {
            this.looks += 1;
            this.analyse();
            if (this.looks % this.everySeconds === 0) {
                this.act();
            }
        };
    }

    private act(): void {
        const { rollout } = this.simulation;
        const { status } = rollout;
        const wasAborted = ((status["conditions"] ?? []) as { reason?: string }[]).some(
            ({ reason }) => reason === "RolloutAborted",
        );
        if (status["observedGeneration"] !== String(rollout.generation)) {
            rollout.observe();
        } else if (status["abort"] === true) {
            if (!wasAborted) {
                rollout.abort();
            } else {
                rollout.returnTraffic();
            }
        } else if (wasAborted) {
            this.tryAgain();
        } else if (status["stableRS"] !== rollout.hash) {
            this.step();
        }
    }

    private step(): void {
        const { rollout, now } = this.simulation;
        const { status, steps } = rollout;
        const index = Number(status["currentStepIndex"]);
        const step = steps[index] as { setWeight?: number; pause?: { duration?: string } } | undefined;
        const [condition] = (status["pauseConditions"] ?? []) as { startTime: string }[];
        if (step === undefined || status["stableRS"] === undefined) {
            this.analysis?.end("Successful");
            rollout.promote();
        } else if (step.setWeight !== undefined) {
            rollout.setWeight(step.setWeight, index);
            rollout.resume(index + 1);
        } else if (condition !== undefined) {
            const seconds = Number.parseInt(step.pause?.duration ?? "Infinity");
            if (now >= Date.parse(condition.startTime) + (seconds || Infinity) * 1000) {
                rollout.resume(index + 1);
            }
        } else if (status["controllerPause"] === true) {
            this.promoted.set(index, (this.promoted.get(index) ?? 0) + 1);
            rollout.resume(index + 1);
        } else {
            rollout.pause(index);
        }
    }

    /** Plays the analysis controller, which does not wait for the steps. */
    private analyse(): void {
        const { rollout } = this.simulation;
        const { runs = true, values = good } = this.checks;
        const { status } = rollout;
        const onItsWay =
            status["stableRS"] !== undefined && status["stableRS"] !== rollout.hash && status["abort"] !== true;
        if (runs && onItsWay && Number(status["currentStepIndex"]) >= 1) {
            const suffix = this.tries === 0 ? "" : `.${String(this.tries)}`;
            this.analysis ??= new SimulatedAnalysis(this.simulation, "Background", suffix);
            this.analysed += 1;
            if (this.analysed % 5 === 3) {
                this.analysis.measure(values);
            }
        }
    }

    private tryAgain(): void {
        this.tries += 1;
        this.analysis = undefined;
        this.simulation.rollout.write({
            conditions: [],
            abortedAt: undefined,
            phase: "Progressing",
            message: "more replicas need to be updated",
            currentStepIndex: 0,
        });
    }
}
