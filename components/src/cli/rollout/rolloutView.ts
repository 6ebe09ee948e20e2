import type { KeptVerdict } from "../../gate/cluster/verdictHistory";
import type { RolloutHistory } from "../../gate/history/history";
import { type Judgement, verdictsOf } from "../../gate/history/judgement";
import type { Pause } from "../../gate/history/pauses";
import { judgedSignals } from "../../gate/judge/judge";
import { type BothAnswers, type Signal, wholeAnswers } from "../../gate/model/answers";
import type { Observation } from "../../gate/observation/observe";
import { describePodProblem } from "../../gate/report/podProblem";
import { describeJudgement } from "../../gate/report/power";
import { describeCountProblem } from "../../gate/report/share";
import { reportedMetrics } from "../../gate/report/updateReport";
import type { ReportedMetric, ReportedStep } from "../../report/report";
import type { RolloutName } from "../options";
import { type Standing, standingOf } from "./standing";

/** A rollout at one moment, as `status` and `watch` show it. Weights are percent, times ISO 8601. */
export interface RolloutView {
    readonly at: string;
    readonly rollout: RolloutName;
    readonly standing: Standing;
    /** The phase and the message of the controller. */
    readonly phase: string;
    readonly message: string;
    readonly newVersion: { readonly podHash: string; readonly revision: number; readonly image: string };
    /** Absent before a first version is stable. */
    readonly stableVersion?: { readonly podHash: string };
    readonly steps: readonly ReportedStep[];
    /** The index of the current step; their number after the last one. */
    readonly step: number;
    /** The new version's weight on the router's objects, and in the controller's status; absent without a router. */
    readonly weight: { readonly routed?: number; readonly status?: number };
    /** Available pods. */
    readonly pods: { readonly desired: number; readonly new: number; readonly stable?: number };
    /** The current pause; `until` is absent for one that only a promotion ends. */
    readonly pause?: { readonly since: string; readonly until?: string };
    /** The requests in the current pause. */
    readonly share?: ViewedShare;
    /** The answers of both versions; absent where they are not judged. */
    readonly judge?: ViewedJudgement;
    readonly metrics: readonly ReportedMetric[];
    /** Problems that keep pods from serving, and the controller's warnings. */
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
    /** The kept verdict about this revision. */
    readonly verdict?: KeptVerdict;
}

/** The new version's part of the requests in a pause, or the reason why it is unknown. */
export type ViewedShare =
    | { readonly canary: number; readonly total: number; readonly lowest: number; readonly highest: number }
    | { readonly unknown: string };

/** Both versions' answers so far, by the thresholds of the Rollout's analysis. */
export interface ViewedJudgement {
    readonly since: string;
    /** Absent for a signal without a threshold, or one that the metrics do not show. */
    readonly answers: Readonly<Partial<Record<Signal, BothAnswers>>>;
    /** True where the gate's tests reject the new version. */
    readonly rejected: boolean;
    /** Of each signal: its rejections, or why it was not judged, or else what its answers show; and Prometheus' silence. */
    readonly sentences: readonly string[];
}

/** Returns the view of an observation. */
export function viewOf(o: Observation, history: RolloutHistory, now: number, verdict?: KeptVerdict): RolloutView {
    const { namespace, name, phase, message, podHash, revision, image, stableHash } = o;
    const pause = history.pauses.find(({ endedAt }) => endedAt === undefined);
    return {
        at: iso(now),
        rollout: { namespace, name },
        standing: standingOf(o),
        ...{ phase, message },
        newVersion: { podHash, revision, image },
        stableVersion: stableHash === "" || stableHash === podHash ? undefined : { podHash: stableHash },
        steps: o.steps,
        step: o.stepIndex,
        weight: { routed: o.weight, status: o.statusWeight },
        pods: { desired: o.replicas.desired, new: o.replicas.available, stable: o.stableAvailable },
        pause: pauseOf(o),
        share: pause && shareOf(pause),
        judge: history.judgement && judgementView(history.judgement),
        metrics: o.analyses.flatMap(reportedMetrics),
        problems: o.podProblems.filter(({ recovered }) => !recovered).map((problem) => describePodProblem(problem, [])),
        warnings: o.warnings,
        verdict,
    };
}

/** Returns the kept verdict about a version; undefined if there is none. */
export function verdictAbout(
    { podHash, revision }: Pick<Observation, "podHash" | "revision">,
    verdicts: readonly KeptVerdict[],
): KeptVerdict | undefined {
    return verdicts.findLast((one) => one.podHash === podHash && one.revision === revision);
}

function pauseOf({ pauseStartedAt, steps, stepIndex }: Observation): RolloutView["pause"] {
    // A condition without a time is no pause that can be shown.
    if (pauseStartedAt === undefined || Number.isNaN(pauseStartedAt)) {
        return undefined;
    }
    const { pauseSeconds } = steps[stepIndex] ?? {};
    return {
        since: iso(pauseStartedAt),
        until: pauseSeconds === undefined ? undefined : iso(pauseStartedAt + pauseSeconds * 1000),
    };
}

function shareOf({ shareResult }: Pause): ViewedShare | undefined {
    if (shareResult === undefined) {
        return undefined;
    }
    if (shareResult.kind === "unknown") {
        return { unknown: describeCountProblem(shareResult.problem) };
    }
    const { canary, total, lowest, highest } = shareResult;
    return { canary, total, lowest, highest };
}

function judgementView(judgement: Judgement): ViewedJudgement {
    const { judge, since, evidence, unreadable } = judgement;
    const readable = judgedSignals(judge).filter((signal) => unreadable[signal] === undefined);
    return {
        since: iso(since),
        answers: Object.fromEntries(readable.map((signal) => [signal, wholeAnswers(evidence[signal].total)])),
        rejected: verdictsOf(judgement).length > 0,
        sentences: describeJudgement(judgement),
    };
}

function iso(at: number): string {
    return new Date(at).toISOString();
}
