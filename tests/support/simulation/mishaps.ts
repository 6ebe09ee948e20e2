import type { Simulation } from "./simulation";
import { SimulatedAnalysis } from "./analysis";

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;
const observed = ({ rollout }: Simulation) => {
    rollout.write({ observedGeneration: String(rollout.generation) });
};

/** Everything that can happen around a gate, in any order, whether a real controller would do it or not. */
export const mishaps: Readonly<Record<string, (simulation: Simulation, n: number) => void>> = {
    passes: (simulation, n) => {
        simulation.pass(n % 40);
    },
    declares: ({ rollout }, n) => {
        rollout.declare(`v${String(n % 4)}`);
    },
    observes: ({ rollout }) => {
        rollout.observe();
    },
    scales: (simulation) => {
        simulation.rollout.declare("v1");
        simulation.rollout.createReplicaSet();
        observed(simulation);
    },
    changesTemplates: ({ rollout }, n) => {
        rollout.mutate = n % 2 === 0 ? (template) => template : () => ({ spec: { containers: [] } });
    },
    weighs: ({ rollout }, n) => {
        rollout.setWeight(pick([10, 25, 50, 75, 100], n), n % 12);
    },
    pauses: ({ rollout }, n) => {
        rollout.pause(n % 12, pick(["CanaryPauseStep", "CanaryPauseStep", "InconclusiveAnalysisRun"], n));
    },
    pausesTwice: ({ rollout, now }, n) => {
        const startTime = new Date(now).toISOString();
        const reasons = ["CanaryPauseStep", "InconclusiveAnalysisRun"];
        rollout.pause(n % 12);
        rollout.write({ pauseConditions: reasons.map((reason) => ({ reason, startTime })) });
    },
    resumes: ({ rollout }, n) => {
        rollout.resume(n % 12);
    },
    unpauses: ({ rollout }) => {
        rollout.write({ pauseConditions: undefined });
    },
    isUnpausing: ({ rollout }, n) => {
        rollout.write({ pauseConditions: [], controllerPause: true, currentStepIndex: n % 12 });
    },
    aborts: ({ rollout }, n) => {
        rollout.abort(pick(["", "Background analysis phase error/failed"], n));
    },
    isAskedToAbort: ({ rollout }) => {
        rollout.write({ abort: true });
    },
    isAskedToRetry: ({ rollout }) => {
        rollout.write({ abort: false });
    },
    returnsTraffic: ({ rollout }) => {
        rollout.returnTraffic();
    },
    promotes: ({ rollout }) => {
        rollout.promote();
    },
    promotesFully: ({ rollout }) => {
        rollout.write({ promoteFull: true });
    },
    losesReplicas: ({ rollout }, n) => {
        rollout.available(rollout.hash, n % 3);
    },
    tampersWeight: ({ rollout }, n) => {
        rollout.writeIngress(n % 101, pick([undefined, null, { name: "other", uid: "other" }], n));
    },
    tampersService: ({ rollout }, n) => {
        rollout.writeService(pick(["stable", "canary"], n), `hash${String(n % 3)}`);
    },
    losesIngress: ({ rollout, cluster }) => {
        cluster.remove(rollout.paths.ingresses, `${rollout.name}-${rollout.name}-canary`);
    },
    meetsForeignCanary: ({ rollout }, n) => {
        rollout.writeForeignCanary("experiment", n % 101);
    },
    losesForeignCanary: ({ rollout, cluster }) => {
        cluster.remove(rollout.paths.ingresses, "experiment");
    },
    analyses: (simulation, n) => {
        const values = pick<Record<string, string>>(
            [{}, { "p99-latency": "41" }, { "p99-latency": "41", "success-rate": "100" }],
            n,
        );
        const analysis = new SimulatedAnalysis(simulation, pick(["Background", "Step", "Initial"], n)).measure(values);
        if (n % 3 > 0) {
            analysis.end(pick(["Successful", "Failed", "Inconclusive", "Error"], n));
        }
    },
    isInvalid: ({ rollout }) => {
        rollout.write({ conditions: [{ type: "InvalidSpec", message: "no template" }] });
    },
    isValid: ({ rollout }) => {
        rollout.write({ conditions: [] });
    },
    isPausedByHand: (simulation, n) => {
        simulation.rollout.pauseByHand(n % 2 === 0);
        if (n % 5 > 0) {
            observed(simulation);
        }
    },
    isDeleted: ({ rollout, cluster }) => {
        cluster.remove(rollout.paths.rollouts, rollout.name);
    },
    changesSteps: ({ rollout }, n) => {
        rollout.steps = pick(
            [
                [],
                [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
                [{ pause: {} }, { pause: { duration: "10s" } }, { analysis: {} }, { setWeight: 100 }],
            ],
            n,
        );
        rollout.write({});
    },
    silencesPrometheus: (simulation, n) => {
        simulation.prometheusAnswers = n % 2 === 0;
    },
    sendsRequestsAstray: (simulation, n) => {
        simulation.canaryPercent = n % 3 === 0 ? undefined : n % 101;
        simulation.requestsPerSecond = n % 50;
    },
    isBusy: (simulation, n) => {
        simulation.answers.push(pick(["conflict", "lost"], n));
    },
};
