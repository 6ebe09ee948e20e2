import assert from "node:assert/strict";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { fail, type Write } from "../../../../../components/src/gate/decision/types";
import type { DrainResult } from "../../../../../components/src/gate/history/drain";
import { withDrainResult } from "../../../../../components/src/gate/history/updates";
import type { AbortCause } from "../../../../../components/src/gate/model/abortCause";
import type { CountProblem, Finding, WaitReason } from "../../../../../components/src/gate/model/finding";
import type { GateErrorCode } from "../../../../../components/src/gate/model/outcome";
import { describeAbort } from "../../../../../components/src/gate/report/abort";
import { describeWrite, noteOfWait } from "../../../../../components/src/gate/report/decision";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { describeFinding, describeWait } from "../../../../../components/src/gate/report/finding";
import { describeCountProblem } from "../../../../../components/src/gate/report/share";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";
import { abortCauses, countProblems, findings, waits, writes, type KindRow, type SentencesOf } from "./kindSentences";
import {
    abort,
    abortUnconditionally,
    abortUnmeasured,
    atStep3,
    carryOut,
    failedAfter,
    failedFirstDeploy,
    failedLater,
    failedUnobserved,
    failedUnseen,
    failedWith,
    tampered,
    type Failed,
} from "./sentenceRun";

/** A failure and its whole sentence for the user. */
interface Row {
    readonly name: string;
    readonly failed: () => Failed;
    /** The explanation by pods and the controller's warnings. */
    readonly diagnosis?: readonly string[];
    readonly sentence: string;
}

const subject = { namespace: "demo", rolloutName: "ops-hardening-demo" };
const rollout = "rollout demo/ops-hardening-demo";
const ingressName = "ops-hardening-demo-ops-hardening-demo-canary";
const kubectl = (verb: string) => `kubectl argo rollouts ${verb} ops-hardening-demo -n demo`;
const step3 = "at step 3/9 (setWeight 25)";
const back = "traffic is back on stable (canary weight 0)";
const tooSlow = "p99-latency measured 743 ms, must be < 500";
const wrongWeight = `Ingress ${ingressName} has canary weight 90, must be 25`;
const wrongSelector = "Service ops-hardening-demo-canary selects hash2, must be hash1";
const again = "run pulumi up again";
const orAccept = `roll out another version, or the previous one, or set acceptUnproven to hash2 to accept it, and ${again}`;
const fixImage = `fix the image and ${again}`;
const thenRetry = `then ${kubectl("retry rollout")} and ${again}`;
const checkMetrics = `check Prometheus and the app's metrics, then retry it with ${kubectl("retry rollout")} and ${again}`;
const userDecides = `decide with ${kubectl("promote")} or ${kubectl("abort")}, then ${again}`;
const correctNames = `correct namespace and rolloutName, or, if it was deleted, run pulumi refresh, and ${again}`;
const checkController = "check that the Argo Rollouts controller runs";
const aborted = `${rollout} aborted ${step3}`;
const byThisGate = `${rollout} was aborted by this gate ${step3}`;
const mustBeAborted = `${rollout} must be aborted ${step3}: ${wrongWeight}`;
const pods = [
    'pod web-1: container app is in CrashLoopBackOff (exit code 1); its last line: "boom"',
    "TrafficRoutingError: ingress not found",
];
const seen = pods.join("; ");

const badAnswers = {
    kind: "badAnswers",
    signal: "errors",
    rejection: "worse",
    new: { all: 412, bad: 31 },
    stable: { all: 3709, bad: 4 },
    threshold: 0.05,
    seconds: 18,
} as const;
const wrongService: Finding = { kind: "serviceSelector", service: "x", actual: "y", expected: ["z"] };
const noTemplate = fail("InvalidSpec", "Unproven", [{ kind: "invalidSpec", message: "no template x" }]);
const disconnected = fail("ClusterFailed", "Unproven", [{ kind: "clusterError", message: "no answer" }]);
const timedOut = fail("TimedOut", "TimedOut", [{ kind: "waiting", reason: { kind: "timedPause" } }]);
const abortedFailure = fail("Aborted", "Aborted");

/** An abort with this message, without an AnalysisRun. */
const abortedBy = (message: string) => () =>
    failedWith(abortedFailure, (simulation) => {
        atStep3(simulation);
        abort(simulation, message);
    });

/** An abort by hand that leaves the pods running; the last look at their counters. */
const podsStay = (result?: DrainResult) => () => {
    const failed = failedWith(abortedFailure, (simulation) => {
        simulation.rollout.keepsAbortedPods = true;
        atStep3(simulation);
        abort(simulation);
    });
    return result === undefined ? failed : { ...failed, history: withDrainResult(failed.history, result, 0) };
};

/** A promotion after AnalysisRuns that have measured nothing. */
const unmeasured = (found: Finding[], ...phases: string[]) =>
    failedWith(fail("Unmeasured", "Unproven", found), (simulation) => {
        phases.forEach((phase) => {
            new SimulatedAnalysis(simulation).end(phase);
        });
        simulation.rollout.promote();
    });
const unmeasuredMetrics = (...metrics: string[]): Finding[] =>
    metrics.map((metric) => ({ kind: "unmeasured", metric }));

/** An abort at the last pause, with these measurements or no AnalysisRun at all. */
const unmeasuredAtTheEnd = (values?: Readonly<Record<string, string>>) => () =>
    failedAfter((simulation) => {
        pausedAt(simulation, 75);
        if (values !== undefined) {
            new SimulatedAnalysis(simulation).measure(values);
        }
        simulation.pass(28);
        carryOut(simulation);
    });

/** A gate's abort that is not carried out in time. */
const undone = (controller: (simulation: Simulation) => void) => () =>
    failedAfter((simulation) => {
        tampered(simulation);
        simulation.controller = controller;
        simulation.pass(61);
    });

/** A gate's abort that did not reach the cluster before the connection was lost. */
const lostWithAbort = (forbidden: boolean) => () =>
    failedWith({ ...disconnected, ...(forbidden ? { forbidden } : {}) }, (simulation) => {
        tampered(simulation);
        simulation.rollout.write({ abort: undefined });
    });

/** Failures by code; a code without a sentence does not compile. */
const failures: Readonly<Record<GateErrorCode, readonly [Row, ...Row[]]>> = {
    Missing: [
        {
            name: "no Rollout",
            failed: () => failedUnseen(fail("Missing")),
            sentence: `${rollout} does not exist; ${correctNames}`,
        },
    ],
    ControllerSilent: [
        {
            name: "nothing was rolled out",
            failed: () =>
                failedWith(fail("ControllerSilent"), (simulation) => {
                    simulation.history = { ...simulation.history, podHash: undefined };
                    simulation.rollout.declare("v3");
                }),
            sentence: `${rollout}: no controller has observed generation 3 (last observed: 2); nothing was rolled out; ${checkController}, and ${again}`,
        },
        {
            name: "the version in progress stays",
            failed: () =>
                failedWith(fail("ControllerSilent"), (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.declare("v2");
                }),
            sentence: `${rollout}: no controller has observed generation 3 (last observed: 2); it stays at canary weight 25; ${checkController}, and ${again}`,
        },
        {
            name: "a first version",
            failed: failedUnobserved,
            sentence: `${rollout}: no controller has observed generation 1 (last observed: none); nothing was rolled out; ${checkController}, and ${again}`,
        },
        {
            name: "with an explanation by pods and warnings",
            failed: () => failedWith(fail("ControllerSilent")),
            diagnosis: pods,
            sentence: `${rollout}: no controller has observed generation 2 (last observed: 2); ${seen}; it stays at canary weight 0; ${checkController}, and ${again}`,
        },
    ],
    InvalidSpec: [
        {
            name: "nothing was rolled out",
            failed: () =>
                failedWith(noTemplate, (simulation) => {
                    simulation.history = { ...simulation.history, podHash: undefined };
                }),
            sentence: `${rollout} has an invalid spec: no template x; nothing was rolled out; correct it and ${again}`,
        },
        {
            name: "the version in progress stays",
            failed: () => failedWith(noTemplate, atStep3),
            sentence: `${rollout} has an invalid spec: no template x; it stays at canary weight 25; correct it and ${again}`,
        },
        {
            name: "with an explanation by pods and warnings",
            failed: () => failedWith(noTemplate),
            diagnosis: pods,
            sentence: `${rollout} has an invalid spec: no template x; ${seen}; it stays at canary weight 0; correct it and ${again}`,
        },
    ],
    Unsupported: [
        {
            name: "a strategy that it cannot verify",
            failed: () =>
                failedWith(fail("Unsupported", "Unproven", [{ kind: "unsupportedStrategy", strategy: "blueGreen" }])),
            sentence: `${rollout} cannot be verified: strategy blueGreen is not supported, must be canary; this gate left it alone; change the Rollout or remove the gate, and ${again}`,
        },
    ],
    Superseded: [
        {
            name: "a Rollout that is not what Pulumi applied, when the gate starts",
            failed: () => ({
                ...failedUnobserved(),
                failure: fail("Superseded", "Superseded", [{ kind: "otherSpec", image: "web:v3" }]),
            }),
            sentence: `${rollout} is not what Pulumi applied: its pod template or strategy is another one (image web:v3); another client changed it, and this gate left it alone; run pulumi up --refresh to roll out what is declared`,
        },
        {
            name: "a Rollout that another client changed",
            failed: () =>
                failedWith(fail("Superseded", "Superseded", [{ kind: "otherSpec", image: "web:v3" }]), atStep3),
            sentence: `${rollout} was superseded ${step3}: its pod template or strategy is another one (image web:v3); another client changed it, and this gate left it alone; run pulumi up --refresh to roll out what is declared`,
        },
        {
            name: "a Rollout that a client of a known name changed, after Pulumi had applied it",
            failed: () =>
                failedWith(fail("Superseded", "Superseded", [{ kind: "otherSpec", image: "web:v3" }]), (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.recordWrite("canary-delivery-pulumi", "template.spec.containers");
                    simulation.rollout.recordWrite("kubectl-patch", "strategy.canary.steps");
                }),
            sentence: `${rollout} was superseded ${step3}: its pod template or strategy is another one (image web:v3); kubectl-patch changed strategy.canary.steps at 06:00:00 UTC, and this gate left it alone; run pulumi up --refresh to roll out what is declared`,
        },
        {
            name: "a Rollout that Pulumi changed again, after a client of a known name had",
            failed: () =>
                failedWith(fail("Superseded", "Superseded", [{ kind: "otherSpec", image: "web:v3" }]), (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.recordWrite("kubectl-patch", "strategy.canary.steps");
                    simulation.rollout.recordWrite("canary-delivery-pulumi", "template.spec.containers");
                }),
            sentence: `${rollout} was superseded ${step3}: its pod template or strategy is another one (image web:v3); another client changed it, and this gate left it alone; run pulumi up --refresh to roll out what is declared`,
        },
        {
            name: "another client declared another version",
            failed: () =>
                failedWith(fail("Superseded", "Superseded"), (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.declare("v9");
                    simulation.rollout.observe();
                }),
            sentence: `${rollout} was superseded ${step3}: this update is pod hash hash2, the rollout is now at hash3; another client changed it, and this gate left it alone; ${again} to roll out what is declared`,
        },
        {
            name: "the same while the gate's abort is in progress",
            failed: () =>
                failedAfter((simulation) => {
                    tampered(simulation);
                    simulation.rollout.declare("v9");
                    simulation.rollout.observe();
                    simulation.pass(0);
                }),
            sentence: `${rollout} was superseded ${step3}: this update is pod hash hash2, the rollout is now at hash3; another client changed it, and this gate left it alone; ${again} to roll out what is declared`,
        },
    ],
    Aborted: [
        {
            name: "by one metric",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    atStep3(simulation);
                    const phases = { "p99-latency": "Failed" };
                    simulation.rollout.analyse("Failed", { "p99-latency": ["743!", "743!"] }, phases);
                    abort(simulation, "Background analysis phase error/failed");
                }),
            sentence: `${aborted}: p99-latency measured 743 ms twice, must be < 500; ${back}; ${fixImage}`,
        },
        {
            name: "by two metrics, each with every failed value and no good one",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    pausedAt(simulation, 10);
                    simulation.rollout.analyse(
                        "Failed",
                        { "p99-latency": ["41", "743.2!", "810!"], "success-rate": ["61!"] },
                        { "p99-latency": "Failed", "success-rate": "Failed" },
                    );
                    abort(simulation, "Background analysis phase error/failed");
                }),
            sentence: `${rollout} aborted at step 1/9 (setWeight 10): p99-latency measured 743 ms and 810 ms, must be < 500, and success-rate measured 61 %, must be >= 95; ${back}; ${fixImage}`,
        },
        {
            name: "by an analysis step, and not by a later step's measurement in an earlier attempt",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    const early = new SimulatedAnalysis(simulation, "Step", "-5", 5);
                    early.measure({ "success-rate": "80!" }).end("Failed");
                    new SimulatedAnalysis(simulation).measure(good).end("Successful");
                    simulation.rollout.setWeight(10, 1);
                    simulation.rollout.setWeight(25, 3);
                    const step = new SimulatedAnalysis(simulation, "Step", "-3", 3);
                    step.measure({ "p99-latency": "743!" }).end("Failed");
                    abort(simulation, 'Step-based analysis phase error/failed: Metric "p99-latency" assessed Failed');
                }),
            sentence: `${aborted}: ${tooSlow}; ${back}; ${fixImage}`,
        },
        {
            name: "by the background analysis, and not by that of an earlier step",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    atStep3(simulation);
                    const step = new SimulatedAnalysis(simulation, "Step", "-5", 5);
                    step.measure({ "success-rate": "80!" }).end("Failed");
                    new SimulatedAnalysis(simulation).measure({ "p99-latency": "743!" }).end("Failed");
                    abort(simulation, "Background analysis phase error/failed");
                }),
            sentence: `${aborted}: ${tooSlow}; ${back}; ${fixImage}`,
        },
        {
            name: "by a metric that could not be measured: the image is not blamed",
            failed: () => failedWith(abortedFailure, abortUnmeasured),
            sentence: `${aborted}: p99-latency could not be measured 5 times: no such host; ${back}; ${checkMetrics}`,
        },
        {
            name: "by a Job that failed",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    abortUnconditionally(simulation, "smoke-test", "Failed");
                }),
            sentence: `${aborted}: smoke-test failed; ${back}; ${fixImage}`,
        },
        {
            name: "by a request with a bad status: the image is blamed",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    abortUnconditionally(simulation, "request-1", "Error", "received non 2xx response code: 503");
                }),
            sentence: `${aborted}: request-1 was answered with HTTP status 503; ${back}; ${fixImage}`,
        },
        {
            name: "by a request without an answer: the image is not blamed",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    abortUnconditionally(simulation, "request-1", "Error", "no such host");
                }),
            sentence: `${aborted}: request-1 could not be measured: no such host; ${back}; ${checkMetrics}`,
        },
        {
            name: "by a metric that failed and another that could not be measured: the image is blamed",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    const measurements = [{ phase: "Failed", value: "[61]" }];
                    abortUnmeasured(simulation, [{ name: "success-rate", phase: "Failed", measurements }]);
                }),
            sentence: `${aborted}: p99-latency could not be measured 5 times: no such host, and success-rate measured 61 %, must be >= 95; ${back}; ${fixImage}`,
        },
        {
            name: "by hand",
            failed: abortedBy(""),
            sentence: `${aborted}: a user aborted it by hand; ${back}; ${fixImage}`,
        },
        {
            name: "an abort whose pods stay, and whose counters have stopped",
            failed: podsStay({ kind: "stopped" }),
            sentence: `${aborted}: a user aborted it by hand; ${back}; ${fixImage}`,
        },
        {
            name: "an abort whose pods stay, and still get requests",
            failed: podsStay({ kind: "flowing", requests: 7 }),
            sentence: `${aborted}: a user aborted it by hand; traffic is NOT all back on stable (canary weight 0): 2 pods of the new version got 7 requests between the last two scrapes; ${fixImage}`,
        },
        {
            name: "an abort whose pods stay, while Prometheus is silent",
            failed: podsStay({ kind: "unknown", problem: { kind: "noAnswer", message: "Prometheus is away" } }),
            sentence: `${aborted}: a user aborted it by hand; the router sends traffic to stable (canary weight 0), with 2 pods of the new version left; whether they still get requests is unknown (Prometheus is away); ${fixImage}`,
        },
        {
            name: "an abort whose pods stay, without a router",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    const { rollout } = simulation;
                    rollout.stableIngresses = [];
                    rollout.keepsAbortedPods = true;
                    atStep3(simulation);
                    abort(simulation);
                    rollout.write({ canary: undefined });
                }),
            sentence: `${aborted}: a user aborted it by hand; traffic is NOT all back on stable: 2 pods of the new version are left; ${fixImage}`,
        },
        {
            name: "an abort whose pods stay, without a request counter",
            failed: podsStay(),
            sentence: `${aborted}: a user aborted it by hand; the router sends traffic to stable (canary weight 0), with 2 pods of the new version left; whether they still get requests is unknown; ${fixImage}`,
        },
        {
            name: "by the progress deadline",
            failed: abortedBy('ReplicaSet "x" has timed out progressing.'),
            sentence: `${aborted}: ReplicaSet "x" has timed out progressing; ${back}; ${fixImage}`,
        },
        {
            name: "by the progress deadline, with an explanation by pods",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    abort(simulation, "ReplicaSet has timed out progressing.");
                }),
            diagnosis: ["pod web-1: container app is in ImagePullBackOff (not found)"],
            sentence: `${rollout} aborted at step 0/9 (setWeight 10): ReplicaSet has timed out progressing; pod web-1: container app is in ImagePullBackOff (not found); ${back}; fix the cause and ${again}`,
        },
        {
            name: "before the first weight",
            failed: () => failedWith(abortedFailure, abort),
            sentence: `${rollout} aborted at step 0/9 (setWeight 10): a user aborted it by hand; ${back}; ${fixImage}`,
        },
        {
            name: "traffic that does not come back",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.abort();
                }),
            sentence: `${aborted}: a user aborted it by hand; traffic is NOT back on stable: Ingress ${ingressName} has canary weight 25, must be 0; ${wrongSelector}; ${fixImage}`,
        },
        {
            name: "traffic that waits for pods of the stable version",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.available("hash1", 1);
                    abort(simulation);
                    simulation.rollout.writeIngress(10);
                }),
            sentence: `${aborted}: a user aborted it by hand; traffic is NOT back on stable: Ingress ${ingressName} has canary weight 10, must be 0; 1 of 2 pods of the stable version are available, and the controller returns its traffic only as more become available; ${fixImage}`,
        },
        {
            name: "traffic that is back, although pods of the stable version are missing",
            failed: () =>
                failedWith(abortedFailure, (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.available("hash1", 1);
                    abort(simulation);
                }),
            sentence: `${aborted}: a user aborted it by hand; ${back}; ${fixImage}`,
        },
        {
            name: "still, on a later update, with the position as an older gate's text",
            failed: () =>
                failedLater({ podHash: "hash2", revision: 2, abortedAt: "step 3/9 (setWeight 25)" }, abortUnmeasured),
            sentence: `${rollout} is still aborted ${step3}: p99-latency could not be measured 5 times: no such host; traffic is on stable (canary weight 0); this version was not changed since: ${checkMetrics}`,
        },
        {
            name: "still, on a later update, with the cause that this gate has kept",
            failed: () => {
                const found = { kind: "ingressWeight", ingress: ingressName, actual: 90, expected: 25 } as const;
                const abortedFor = { kind: "gate", code: "NotProven", findings: [found], afterSeconds: 3 } as const;
                const abortedAt = { step: 3, steps: 9, setWeight: 25, percent: 25 };
                return failedLater({ podHash: "hash2", revision: 2, abortedAt, abortedFor }, abort);
            },
            sentence: `${rollout} is still aborted ${step3}: ${wrongWeight}; traffic is on stable (canary weight 0); this version was not changed since: correct this, ${thenRetry}`,
        },
        {
            name: "back to a stable version that another client has rolled out between the updates",
            failed: () => {
                const verified = { outcome: "Promoted", podHash: "hash0", revision: 1 } as const;
                return failedLater({ podHash: "hash0", revision: 1, verified }, (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.analyse("Failed", { "p99-latency": ["743!"] }, { "p99-latency": "Failed" });
                    abort(simulation, "Background analysis phase error/failed");
                });
            },
            sentence: `${rollout} aborted: ${tooSlow}; ${back}; stable is image v1 (revision 1), which was rolled out without this gate's verification; ${fixImage}`,
        },
    ],
    Paused: [
        {
            name: "open-ended pauses are not allowed",
            failed: () => failedWith(fail("Paused"), atStep3),
            sentence: `${rollout} is paused ${step3} until a user promotes it, with canary weight 25, and onPause is fail; ${userDecides}`,
        },
    ],
    Inconclusive: [
        {
            name: "a metric that explains it",
            failed: () =>
                failedWith(fail("Inconclusive", "Inconclusive"), (simulation) => {
                    atStep3(simulation);
                    new SimulatedAnalysis(simulation).measure({ "success-rate": "94" }).end("Inconclusive");
                    simulation.rollout.pause(3, "InconclusiveAnalysisRun");
                }),
            sentence: `${rollout} is inconclusive ${step3}: success-rate inconclusive; it is paused with canary weight 25; ${userDecides}`,
        },
        {
            name: "no metric explains it",
            failed: () =>
                failedWith(fail("Inconclusive", "Inconclusive"), (simulation) => {
                    atStep3(simulation);
                    simulation.rollout.pause(3, "InconclusiveAnalysisRun");
                }),
            sentence: `${rollout} is inconclusive ${step3}: the analysis reached no verdict; it is paused with canary weight 25; ${userDecides}`,
        },
    ],
    AnalysisFailed: [
        {
            name: "a metric that failed with the promotion",
            failed: () =>
                failedWith(fail("AnalysisFailed"), (simulation) => {
                    new SimulatedAnalysis(simulation).measure({ "p99-latency": "743!" }).end("Failed");
                    simulation.rollout.promote();
                }),
            sentence: `${rollout} was promoted, but its analysis was unsuccessful: ${tooSlow}; the new version has all traffic; ${fixImage}`,
        },
        {
            name: "a metric that failed without a bad measurement",
            failed: () =>
                failedWith(fail("AnalysisFailed"), (simulation) => {
                    new SimulatedAnalysis(simulation).measure({ "success-rate": "100" }).end("Failed");
                    simulation.rollout.promote();
                }),
            sentence: `${rollout} was promoted, but its analysis was unsuccessful: success-rate failed; the new version has all traffic; ${fixImage}`,
        },
        {
            name: "no metric explains it",
            failed: () =>
                failedWith(fail("AnalysisFailed"), ({ rollout: fake }) => {
                    fake.promote();
                }),
            sentence: `${rollout} was promoted, but its analysis was unsuccessful: no metric explains it; the new version has all traffic; ${fixImage}`,
        },
        {
            name: "a first deploy that this gate has seen",
            failed: () => failedFirstDeploy(false),
            sentence: `${rollout} was deployed, but its analysis was unsuccessful: ${tooSlow}; the new version has all traffic; ${fixImage}`,
        },
        {
            name: "a first deploy that ended before this gate started",
            failed: () => failedFirstDeploy(true),
            sentence: `${rollout} was deployed, but its analysis was unsuccessful: ${tooSlow}; the new version has all traffic; ${fixImage}`,
        },
    ],
    Unmeasured: [
        {
            name: "one metric, and the version is promoted",
            failed: () => unmeasured(unmeasuredMetrics("success-rate"), "Successful"),
            sentence: `${rollout} was promoted, but success-rate was never measured (AnalysisRun ops-hardening-demo-hash2-2 ended before its first measurement); the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and ${again}`,
        },
        {
            name: "two metrics, and the version is promoted",
            failed: () => unmeasured(unmeasuredMetrics("p99-latency", "success-rate"), "Successful"),
            sentence: `${rollout} was promoted, but p99-latency and success-rate were never measured (AnalysisRun ops-hardening-demo-hash2-2 ended before its first measurement); the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and ${again}`,
        },
        {
            name: "every metric, and the version is promoted",
            failed: () => unmeasured([{ kind: "nothingMeasured" }]),
            sentence: `${rollout} was promoted, but no metric was ever measured; the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and ${again}`,
        },
        {
            name: "one metric before the last weight: this gate aborts",
            failed: unmeasuredAtTheEnd({ "p99-latency": "41" }),
            sentence: `${rollout} was aborted by this gate at step 7/9 (setWeight 75): success-rate was not measured before the last weight; ${back}; correct this, ${thenRetry}`,
        },
        {
            name: "two metrics before the last weight: this gate aborts",
            failed: unmeasuredAtTheEnd({}),
            sentence: `${rollout} was aborted by this gate at step 7/9 (setWeight 75): p99-latency and success-rate were not measured before the last weight; ${back}; correct this, ${thenRetry}`,
        },
        {
            name: "no AnalysisRun before the last weight: this gate aborts",
            failed: unmeasuredAtTheEnd(),
            sentence: `${rollout} was aborted by this gate at step 7/9 (setWeight 75): no metric was measured before the last weight; ${back}; correct this, ${thenRetry}`,
        },
    ],
    Unobserved: [
        {
            name: "a version whose steps ran while no gate watched",
            failed: () => failedWith(fail("Unobserved", "Unproven", [{ kind: "unobserved" }])),
            sentence: `${rollout} is Healthy, but not verified: its steps were over when this gate began to watch; the new version has all traffic; ${orAccept}`,
        },
        {
            name: "a version that was applied before this gate began",
            failed: () => {
                const failed = failedWith(
                    fail("Unobserved", "Unproven", [{ kind: "unobserved" }]),
                    ({ rollout: it }) => {
                        it.recordWrite("canary-delivery-pulumi", "template.spec.containers");
                    },
                );
                return { ...failed, history: { ...failed.history, startedAt: failed.history.startedAt + 64_000 } };
            },
            sentence: `${rollout} is Healthy, but not verified: its steps were over when this gate began to watch; canary-delivery-pulumi applied it at 06:00:00 UTC, 64 s before this gate began to watch; the new version has all traffic; ${orAccept}`,
        },
    ],
    StableDown: [
        {
            name: "a rollout whose stable version has no available pod",
            failed: () => failedWith(fail("StableDown", "Unproven", [{ kind: "stableDown", seconds: 30 }]), atStep3),
            sentence: `${rollout} is ${step3}, and no pod of the stable version has been available for 30 s: users get errors, and an abort would send them all traffic; this gate left it at canary weight 25; if the new version is the fix, promote it with ${kubectl("promote")} --full or set onStableDown to promote, and ${again}`,
        },
    ],
    Unavailable: [
        {
            name: "a first deploy that has missed its progress deadline",
            failed: () =>
                failedWith(
                    fail("Unavailable", "Unproven", [
                        { kind: "unavailablePods", available: 0, desired: 2, deadlineSeconds: 40 },
                    ]),
                ),
            diagnosis: pods,
            sentence: `${rollout} was not deployed: 0 of 2 pods became available within 40 s (progressDeadlineSeconds); ${seen}; fix the cause and ${again}`,
        },
    ],
    NotProven: [
        {
            name: "a version that an earlier update left unproven",
            failed: () =>
                failedLater(
                    { podHash: "hash2", revision: 2, unproven: [{ kind: "unseenWeight", weight: 50, ingresses: 1 }] },
                    (simulation) => {
                        simulation.rollout.promote();
                    },
                    3,
                ),
            sentence: `${rollout} is Healthy, but not verified: weight 50 was never seen on the canary Ingress; ${orAccept}`,
        },
        {
            name: "a promoted version",
            failed: () => failedWith(fail("NotProven", "Unproven", [wrongService])),
            sentence: `${rollout} is Healthy, but not verified: Service x selects y, must be z; correct this and ${again}`,
        },
        {
            name: "a promoted version, with an explanation by pods and warnings",
            failed: () => failedWith(fail("NotProven", "Unproven", [wrongService])),
            diagnosis: pods,
            sentence: `${rollout} is Healthy, but not verified: Service x selects y, must be z; ${seen}; correct this and ${again}`,
        },
        {
            name: "a version that was disproved after it had all traffic",
            failed: () => failedWith({ ...fail("NotProven", "Unproven", [wrongService]), disproved: true }),
            sentence: `${rollout} was promoted, but must not have been: Service x selects y, must be z; the new version has all traffic, and no later update can prove what its steps did not; ${orAccept}`,
        },
        {
            name: "a share that is not the step's: this gate aborts",
            failed: () =>
                failedAfter((simulation) => {
                    simulation.canaryPercent = 33.3;
                    pausedAt(simulation, 25);
                    simulation.pass(58);
                    carryOut(simulation);
                }),
            sentence: `${byThisGate}: canary got 719 of 2160 requests (33.3 %) at weight 25, must be 21.6 % to 28.5 %; ${back}; correct this, ${thenRetry}`,
        },
        {
            name: "a weight out of maxTrafficWeight: the step's own unit, everything else in percent",
            failed: () =>
                failedAfter((simulation) => {
                    simulation.rollout.maxTrafficWeight = 1000;
                    simulation.rollout.declare("v2");
                    tampered(simulation);
                    carryOut(simulation);
                }),
            sentence: `${rollout} was aborted by this gate at step 3/9 (setWeight 25, 2.5 %): Ingress ${ingressName} has canary weight 9, must be 2.5; ${back}; correct this, ${thenRetry}`,
        },
        {
            name: "a weight that a user has changed, with a warning: this gate aborts",
            failed: () =>
                failedAfter((simulation) => {
                    tampered(simulation);
                    carryOut(simulation);
                }),
            diagnosis: ["TrafficRoutingError: ingress not found"],
            sentence: `${byThisGate}: ${wrongWeight}; TrafficRoutingError: ingress not found; ${back}; correct this, ${thenRetry}`,
        },
        {
            name: "this gate's abort, whose traffic does not come back",
            failed: () =>
                failedAfter((simulation) => {
                    tampered(simulation);
                    simulation.rollout.abort();
                    simulation.pass(60);
                }),
            sentence: `${byThisGate}: ${wrongWeight}; traffic is NOT back on stable: Ingress ${ingressName} has canary weight 90, must be 0; ${wrongSelector}; correct this, ${thenRetry}`,
        },
        {
            name: "an abort that the controller does not act on",
            failed: undone(() => undefined),
            sentence: `${mustBeAborted}; this gate has requested it, but the controller has not carried it out; the new version keeps canary weight 90; ${checkController}, abort with ${kubectl("abort")}, and ${again}`,
        },
        {
            name: "an abort that the controller reverts",
            failed: undone((simulation) => {
                simulation.rollout.write({ abort: undefined });
            }),
            sentence: `${mustBeAborted}; this gate has requested it, but the controller has not carried it out; the new version keeps canary weight 90; ${checkController}, abort with ${kubectl("abort")}, and ${again}`,
        },
        {
            name: "an abort that the cluster has not accepted",
            failed: () => {
                const failed = undone(() => undefined)();
                const { sent } = failed.history;
                assert.ok(sent);
                return { ...failed, history: { ...failed.history, sent: { ...sent, error: "500 a webhook is down" } } };
            },
            sentence: `${mustBeAborted}; the cluster has not accepted it: 500 a webhook is down; the new version keeps canary weight 90; ${checkController}, abort with ${kubectl("abort")}, and ${again}`,
        },
        {
            name: "an abort that a user has undone by a retry",
            failed: () =>
                failedAfter((simulation) => {
                    tampered(simulation);
                    simulation.rollout.abort();
                    simulation.pass(1);
                    simulation.rollout.write({ abort: undefined, conditions: [], phase: "Progressing" });
                    simulation.pass(61);
                }),
            sentence: `${rollout} must be aborted at step 0/9 (setWeight 10): ${wrongWeight}; this gate has aborted it, and a user has retried it since; the new version keeps canary weight 90; abort with ${kubectl("abort")}, and ${again}`,
        },
        {
            name: "an abort that comes too late: the version is promoted",
            failed: () =>
                failedAfter((simulation) => {
                    tampered(simulation);
                    simulation.rollout.write({ abort: undefined });
                    simulation.rollout.promote();
                    simulation.pass(0);
                }),
            sentence: `${rollout} is Healthy, but not verified: ${wrongWeight}; correct this and ${again}`,
        },
    ],
    Unhealthy: [
        {
            name: "the answers of a version in a pause: this gate aborts",
            failed: () =>
                failedAfter(
                    (simulation) => {
                        simulation.errorPercent = { new: 11, stable: 0 };
                        pausedAt(simulation, 25);
                        simulation.pass(20);
                        carryOut(simulation);
                    },
                    { judge: judgeInputs },
                ),
            sentence: `${rollout} was aborted by this gate ${step3}: the new version answered 11 of 100 requests with 5xx (11 %), the stable version 0 of 300 (0 %): worse with 99.9 % confidence after 10 s; ${back}; fix the image and ${again}`,
        },
        {
            name: "a version that was promoted before: an abort would not return the traffic",
            failed: () => failedWith(fail("Unhealthy", "Unproven", [badAnswers])),
            sentence: `${rollout} was promoted, but the new version answered 31 of 412 requests with 5xx (7.5 %), the stable version 4 of 3709 (0.1 %): worse with 99.9 % confidence after 18 s; the new version has all traffic; fix the image and ${again}`,
        },
    ],
    TimedOut: [
        {
            name: "the Rollout did not appear",
            failed: () => failedUnseen(fail("TimedOut", "TimedOut")),
            sentence: `${rollout} did not appear within 1800 s; ${correctNames}`,
        },
        {
            name: "without an abort",
            failed: () => failedWith(timedOut, atStep3),
            sentence: `${rollout} did not finish within 1800 s: last seen Paused ${step3} with canary weight 25; the rollout is paused for the duration of its step; nothing was aborted; inspect it with ${kubectl("get rollout")}, raise the gate's timeout if it needs more time, and ${again}`,
        },
        {
            name: "without an abort, with an explanation by pods and warnings",
            failed: () => failedWith(timedOut),
            diagnosis: pods,
            sentence: `${rollout} did not finish within 1800 s: last seen Progressing at step 0/9 (setWeight 10) with canary weight 0; the rollout is paused for the duration of its step; ${seen}; nothing was aborted; inspect it with ${kubectl("get rollout")}, raise the gate's timeout if it needs more time, and ${again}`,
        },
        {
            name: "this gate aborts",
            failed: () =>
                failedAfter(
                    (simulation) => {
                        pausedAt(simulation);
                        simulation.pass(25);
                        carryOut(simulation);
                    },
                    { timeoutSeconds: 25 },
                ),
            sentence: `${rollout} was aborted by this gate at step 1/9 (setWeight 10): it did not finish within 25 s: the rollout is paused for the duration of its step; ${back}; fix the cause, or raise the gate's timeout if it needs more time, ${thenRetry}`,
        },
    ],
    ClusterFailed: [
        {
            name: "a Rollout that was never seen",
            failed: () => failedUnseen(disconnected),
            sentence: `${rollout} cannot be watched: no answer`,
        },
        {
            name: "a Rollout in progress",
            failed: () => failedWith(disconnected, atStep3),
            sentence: `${rollout} cannot be watched: no answer`,
        },
        {
            name: "a write that the cluster does not allow",
            failed: () => failedUnseen({ ...disconnected, forbidden: true }),
            sentence: `${rollout} cannot be driven: no answer`,
        },
        {
            name: "an abort that the cluster does not answer",
            failed: lostWithAbort(false),
            sentence: `${mustBeAborted}; the cluster does not answer: no answer; the new version keeps canary weight 90; abort with ${kubectl("abort")}, and ${again}`,
        },
        {
            name: "an abort that the cluster does not allow",
            failed: lostWithAbort(true),
            sentence: `${mustBeAborted}; the cluster does not allow it: no answer; the new version keeps canary weight 90; abort with ${kubectl("abort")}, and ${again}`,
        },
    ],
};

describe("the sentence about a failure", () => {
    for (const [code, rows] of Object.entries(failures)) {
        describe(code, () => {
            for (const { name, failed, diagnosis, sentence } of rows) {
                it(name, () => {
                    const { failure, observation, history, timeoutSeconds } = failed();
                    const text = failureMessage(
                        failure,
                        { ...subject, timeoutSeconds },
                        observation,
                        history,
                        diagnosis,
                    );
                    assert.deepEqual([failure.code, text], [code, sentence]);
                });
            }
        });
    }
});

/** Declares a test per row of the result of `describeOne`. */
function testKinds<Union extends { readonly kind: string }>(
    title: string,
    sentences: SentencesOf<Union> & Readonly<Record<string, readonly KindRow<object>[]>>,
    describeOne: (one: Union) => [sentence: string, note?: string],
): void {
    describe(title, () => {
        for (const [kind, rows] of Object.entries(sentences)) {
            for (const [data, sentence, ...notes] of rows) {
                it(`${kind} -> ${sentence}`, () => {
                    assert.deepEqual(describeOne({ kind, ...data } as unknown as Union), [sentence, ...notes]);
                });
            }
        }
    });
}

testKinds<Finding>("the words for a finding", findings, (finding) => [describeFinding(finding)]);
testKinds<CountProblem>("the words for requests that cannot be counted", countProblems, (problem) => [
    describeCountProblem(problem),
]);
testKinds<WaitReason>("the words for a wait, and its note", waits, (reason) => {
    const note = noteOfWait(reason, subject);
    return note === undefined ? [describeWait(reason)] : [describeWait(reason), note];
});
testKinds<AbortCause>("the words for the cause of an abort", abortCauses, (cause) => {
    const { observation, history } = failedWith(abortedFailure);
    assert.ok(observation);
    return [describeAbort(cause, observation, history)];
});
testKinds<Write>("the words for a write", writes, (write) => [
    describeWrite(write, { stepIndex: 3, steps: Array.from({ length: 9 }, () => ({})) }),
]);
