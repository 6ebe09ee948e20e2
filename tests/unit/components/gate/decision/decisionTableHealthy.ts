import type { Group, Row } from "./decisions";
import { finish, pausedAt, promoted, walk } from "../../../../support/simulation/plays";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";

const rows: Row[] = [
    { name: "every step, every share, every metric", play: promoted, expect: "succeed Promoted", sent: [] },
    {
        name: "every share is wrong, which is only noted",
        policy: { onWrongShare: "note" },
        play: (simulation) => {
            simulation.canaryPercent = 90;
            promoted(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "Degraded, and then recovers",
        play: (simulation) => {
            simulation.rollout.observe();
            simulation.rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: slow" });
            simulation.pass(600);
            promoted(simulation);
        },
        expect: "succeed Promoted",
    },
    {
        name: "Healthy, but the stable version is still the previous one",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.write({ phase: "Healthy", message: "" });
        },
        seconds: 600,
        expect: "wait: the rollout is Healthy",
    },
    {
        name: "promoted, but not Healthy",
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.write({ phase: "Progressing", message: "waiting for all steps to complete" });
        },
        seconds: 600,
        expect: "wait: the rollout is Progressing: waiting for all steps to complete",
    },
    {
        name: "Healthy, but the canary weight is not 0 yet",
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.writeIngress(100);
        },
        seconds: 29,
        expect: "wait: the rollout is Healthy, but Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 100, must be 0",
    },
    {
        name: "Healthy for 30 s, but not verified",
        play: (simulation) => {
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good);
            walk(simulation);
            finish(simulation);
            simulation.rollout.writeService("stable", "hash1");
            simulation.rollout.available("hash2", 1);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): Service ops-hardening-demo-stable selects hash1, must be hash2; 1 of 2 pods of the new version are available; AnalysisRun ops-hardening-demo-hash2-2 is still Running",
    },
    {
        name: "Healthy for 30 s, but another client has a canary Ingress for the same host",
        play: (simulation) => {
            promoted(simulation);
            simulation.rollout.writeForeignCanary("experiment");
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): Ingress experiment is a canary of the same host as ops-hardening-demo-ops-hardening-demo-canary, must not exist",
    },
    {
        name: "Healthy for 30 s, and a weight was never applied",
        play: (simulation) => {
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [10, 25, 75]);
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): weight 50 was never seen on the canary Ingress",
    },
    {
        name: "a weight that may have been missed while the watch was interrupted",
        gap: true,
        play: (simulation) => {
            pausedAt(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [10, 25, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
    },
    {
        name: "the gate starts at step 4, as after an interrupted up",
        before: ({ rollout }) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.setWeight(10, 1);
            rollout.setWeight(25, 3);
            rollout.resume(4);
        },
        play: (simulation) => {
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            walk(simulation, [50, 75]);
            finish(simulation);
        },
        expect: "succeed Promoted",
    },
    {
        name: "the gate starts in a pause, whose share is measured from its beginning",
        before: (simulation) => {
            simulation.rollout.deployFirst("v1");
            simulation.rollout.declare("v2");
            pausedAt(simulation);
            simulation.now += 27_000;
        },
        play: () => undefined,
        seconds: 1,
        expect: "measure the requests of step 1",
    },
    {
        name: "an analysis that ended before its first measurement, which Argo calls Successful",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            walk(simulation, [10, 25, 50]);
            simulation.rollout.setWeight(75, 7);
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "41.2" }).end("Successful");
            finish(simulation);
        },
        expect: "fail Unmeasured (Unproven): success-rate",
    },
    {
        name: "Healthy for 30 s, and there is no AnalysisRun",
        policy: { requestsMetric: "" },
        play: (simulation) => {
            walk(simulation, [10, 25, 50]);
            simulation.rollout.setWeight(75, 7);
            finish(simulation);
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): there is no AnalysisRun of revision 2",
    },
    {
        name: "an analysis that fails with the promotion",
        play: (simulation) => {
            pausedAt(simulation);
            const analysis = new SimulatedAnalysis(simulation).measure(good);
            walk(simulation);
            analysis.measure({ "p99-latency": "743!" }).end("Failed");
            finish(simulation);
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
    {
        name: "an analysis that becomes inconclusive with the promotion, whatever `onInconclusive` is",
        policy: { onInconclusive: "promote" },
        play: (simulation) => {
            pausedAt(simulation);
            const analysis = new SimulatedAnalysis(simulation).measure(good);
            walk(simulation);
            analysis.end("Inconclusive");
            finish(simulation);
        },
        expect: "fail AnalysisFailed (Unproven)",
    },
    {
        name: "a user promotes it fully: the remaining steps are skipped",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(1);
            simulation.rollout.write({ promoteFull: true });
            simulation.rollout.promote();
        },
        expect: "succeed FastPromoted",
    },
    {
        name: "a user promotes it fully, but the stable Service does not follow for 30 s",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.write({ promoteFull: true });
            simulation.rollout.promote();
            simulation.rollout.writeService("stable", "hash1");
        },
        seconds: 30,
        expect: "fail NotProven (Unproven): Service ops-hardening-demo-stable selects hash1, must be hash2",
    },
];

export const healthy: Group = { title: "When the rollout is Healthy", rows };
