import type { Cluster } from "../cluster/cluster";
import type { Failure } from "../decision/types";
import { isInitial } from "../decision/initial";
import type { RolloutHistory } from "../history/history";
import type { GateErrorCode } from "../model/outcome";
import { isDecidedOn, seenAnalyses } from "../observation/analysis";
import { isFullyPromoted, type Observation } from "../observation/observe";
import { positionOf } from "../observation/steps";
import {
    abortCauseOf,
    abortedAt,
    describeAbort,
    describeGateAbort,
    describePosition,
    describeTraffic,
    describeUnmeasured,
    gateAbortOf,
    isUnmeasurable,
} from "./abort";
import { causesOf } from "./analysisCause";
import { describeLateStart, describeOtherWrite, describeUnverifiedStable } from "./changes";
import { describeFindings } from "./finding";
import { describePodProblem, withoutOutput } from "./podProblem";

/** The rollout of the message, and the gate's timeout. */
export interface Subject {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly timeoutSeconds: number;
    /**
     * The command of the user.
     * @default "pulumi up"
     */
    readonly command?: string;
}

/**
 * Returns the whole sentence for the user: subject, event, measured, allowed, current state, next action. Only one
 * string reaches the screen, so it must be complete.
 */
export function failureMessage(
    failure: Failure,
    subject: Subject,
    observation: Observation | undefined,
    history: RolloutHistory,
    diagnosis: readonly string[] = [],
): string {
    const rollout = `rollout ${subject.namespace}/${subject.rolloutName}`;
    const details = describeFindings(failure.findings);
    const unreachable = `${rollout} cannot be ${failure.forbidden ? "driven" : "watched"}: ${details}`;
    if (failure.code === "ClusterFailed" && observation === undefined) {
        return unreachable;
    }
    // If the state still has a deleted Rollout, only a refresh makes the next up create it again.
    const again = againOf(subject);
    const orRefresh = subject.command === undefined ? ", or, if it was deleted, run pulumi refresh," : "";
    const missing = (what: string) => `${rollout} ${what}; correct namespace and rolloutName${orRefresh} and ${again}`;
    if (observation === undefined) {
        return missing(
            failure.code === "TimedOut"
                ? `did not appear within ${String(subject.timeoutSeconds)} s`
                : "does not exist",
        );
    }
    const plugin = (verb: string) => `kubectl argo rollouts ${verb} ${subject.rolloutName} -n ${subject.namespace}`;
    const where = describePosition(positionOf(observation.steps, history.lastStep));
    const seen = diagnosis.length === 0 ? "" : `${diagnosis.join("; ")}; `;
    const abort = () => abortSentence(rollout, observation, history, diagnosis, plugin("retry rollout"), again);
    const weight = weightInWords(observation);
    // Of this generation; the version itself may have been on its way before.
    const stands = history.podHash === undefined ? "nothing was rolled out" : `it stays at canary weight ${weight}`;
    const was = isInitial(observation, history) ? "was deployed" : "was promoted";
    const analyses = seenAnalyses(observation.analyses, history.analyses);
    const undecided = analyses.filter((run) => !isDecidedOn(run, observation.stepIndex));
    const runs = analyses.map(({ name }) => name).join(", ");
    const acceptance = `roll out another version, or the previous one, or set acceptUnproven to ${observation.podHash} to accept it, and ${again}`;
    const lasting = observation.podHash === history.previous?.podHash && !history.watched;
    const applied = describeLateStart(observation, history);
    const late = applied === undefined ? "" : `${applied}; `;
    const sentences: Record<GateErrorCode, () => string> = {
        Missing: () => missing("does not exist"),
        ControllerSilent: () =>
            `${rollout}: no controller has observed generation ${String(observation.generation)} (last observed: ${observation.observedGeneration || "none"}); ${seen}${stands}; check that the Argo Rollouts controller runs, and ${again}`,
        InvalidSpec: () => `${rollout} has an invalid spec: ${details}; ${seen}${stands}; correct it and ${again}`,
        Unsupported: () =>
            `${rollout} cannot be verified: ${details}; this gate left it alone; change the Rollout or remove the gate, and ${again}`,
        Superseded: () => {
            const was = history.watched || details === "" ? `was superseded at ${where}` : "is not what Pulumi applied";
            const other = `this update is pod hash ${history.podHash ?? ""}, the rollout is now at ${observation.podHash}`;
            // Without a refresh, Pulumi does not know of the change, and applies nothing.
            return `${rollout} ${was}: ${details || other}; ${describeOtherWrite(observation) ?? "another client changed it"}, and this gate left it alone; ${details === "" ? again : "run pulumi up --refresh"} to roll out what is declared`;
        },
        Aborted: abort,
        Paused: () =>
            `${rollout} is paused at ${where} until a user promotes it, with canary weight ${weight}, and onPause is fail; decide with ${plugin("promote")} or ${plugin("abort")}, then ${again}`,
        Inconclusive: () =>
            `${rollout} is inconclusive at ${where}: ${causesOf(undecided, "Inconclusive") || "the analysis reached no verdict"}; it is paused with canary weight ${weight}; decide with ${plugin("promote")} or ${plugin("abort")}, then ${again}`,
        AnalysisFailed: () =>
            `${rollout} ${was}, but its analysis was unsuccessful: ${causesOf(analyses) || "no metric explains it"}; the new version has all traffic; fix the image and ${again}`,
        Unmeasured: () =>
            `${rollout} ${was}, but ${describeUnmeasured(failure.findings, "ever", "never")} measured${runs === "" ? "" : ` (AnalysisRun ${runs} ended before its first measurement)`}; the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and ${again}`,
        StableDown: () =>
            `${rollout} is at ${where}, and ${details}: users get errors, and an abort would send them all traffic; this gate left it at canary weight ${weight}; if the new version is the fix, promote it with ${plugin("promote")} --full or set onStableDown to promote, and ${again}`,
        Unavailable: () => `${rollout} was not deployed: ${details}; ${seen}fix the cause and ${again}`,
        Unobserved: () =>
            `${rollout} is Healthy, but not verified: ${details}; ${late}the new version has all traffic; ${acceptance}`,
        NotProven: () =>
            failure.disproved
                ? `${rollout} was promoted, but must not have been: ${details}; the new version has all traffic, and no later update can prove what its steps did not; ${acceptance}`
                : `${rollout} is Healthy, but not verified: ${details}; ${seen}${lasting ? acceptance : `correct this and ${again}`}`,
        Unhealthy: () =>
            `${rollout} ${was}, but ${details}; the new version has all traffic; fix the image and ${again}`,
        ClusterFailed: () => unreachable,
        TimedOut: () =>
            `${rollout} did not finish within ${String(subject.timeoutSeconds)} s: last seen ${observation.phase} at ${where} with canary weight ${weight}; ${details === "" ? "" : `${details}; `}${seen}nothing was aborted; inspect it with ${plugin("get rollout")}, raise the gate's timeout if it needs more time, and ${again}`,
    };
    const { abort: asked } = history;
    const done = observation.aborted && observation.abortCause !== undefined;
    const undone = asked !== undefined && !done && !isFullyPromoted(observation);
    const away = failure.code === "ClusterFailed";
    if (undone && (away || asked.code === failure.code)) {
        const must = `${rollout} must be aborted at ${where}: ${describeGateAbort(gateAbortOf(asked, history))}`;
        const why = away
            ? `the cluster does not ${failure.forbidden ? "allow it" : "answer"}: ${details}`
            : history.abortDone
              ? "this gate has aborted it, and a user has retried it since"
              : history.sent?.error !== undefined
                ? `the cluster has not accepted it: ${history.sent.error}`
                : "this gate has requested it, but the controller has not carried it out";
        const look = away || history.abortDone ? "" : "check that the Argo Rollouts controller runs, ";
        return `${must}; ${why}; ${seen}the new version keeps canary weight ${weight}; ${look}abort with ${plugin("abort")}, and ${again}`;
    }
    return asked?.code === failure.code && observation.aborted ? abort() : sentences[failure.code]();
}

function againOf({ command = "pulumi up" }: Subject): string {
    return `run ${command} again`;
}

function abortSentence(
    rollout: string,
    o: Observation,
    history: RolloutHistory,
    diagnosis: readonly string[],
    retry: string,
    again: string,
) {
    const { previous, abort } = history;
    const before = previous?.podHash === o.podHash && !history.watched;
    const at = abortedAt(o, history);
    const traffic = describeTraffic(o, history, !before);
    const did = before ? "is still aborted" : abort === undefined ? "aborted" : "was aborted by this gate";
    const what = `${rollout} ${did}${at === undefined ? "" : ` at ${describePosition(at)}`}`;
    const abortCause = abortCauseOf(o, history);
    const cause = [describeAbort(abortCause, o, history), ...diagnosis].join("; ");
    const unhealthy = typeof abortCause === "object" && abortCause.kind === "gate" && abortCause.code === "Unhealthy";
    const remedy =
        abort?.code === "TimedOut"
            ? `fix the cause, or raise the gate's timeout if it needs more time, then ${retry} and ${again}`
            : unhealthy
              ? `fix the image and ${again}`
              : abort !== undefined || (before && previous.abortedFor !== undefined)
                ? `correct this, then ${retry} and ${again}`
                : isUnmeasurable(o)
                  ? `check Prometheus and the app's metrics, then retry it with ${retry} and ${again}`
                  : `fix the ${diagnosis.length > 0 ? "cause" : "image"} and ${again}${before ? `, or retry it with ${retry}` : ""}`;
    const unverified = describeUnverifiedStable(o, history);
    const stable = unverified === undefined ? "" : `; stable is ${unverified}`;
    return `${what}: ${cause}; ${traffic}${stable}; ${before ? "this version was not changed since: " : ""}${remedy}`;
}

/** The explanation of a failure beyond its own findings: the pod that does not start, and warnings. */
export interface Explanation {
    /** For the user's screen, with the last lines of the pod's log. */
    readonly printed: readonly string[];
    /** To be kept: without the output of an app, which may hold secrets. */
    readonly kept: readonly string[];
}

/** Explains a failure; reads the log of a pod that does not start. */
export async function explain(
    failure: Failure,
    observation: Observation | undefined,
    { podProblems, warnings }: RolloutHistory,
    cluster: Pick<Cluster, "logTail">,
): Promise<Explanation> {
    // A version that an analysis or a user has stopped had pods that served: they explain nothing.
    const ownReason = observation?.abortCause?.kind === "controller";
    const unexplained = failure.code === "Superseded" || (failure.code === "Aborted" && !ownReason);
    // A version that was not available in time failed where its pods stood then.
    const late = failure.code === "Unavailable" || failure.code === "Aborted" || failure.code === "TimedOut";
    // Requests that a crash took are missing where they are counted.
    const missing = failure.code === "NotProven";
    const problem = podProblems.find(({ early, recovered }) => (recovered ? missing : late || !early));
    if (unexplained || problem === undefined) {
        const seen = unexplained ? [] : warnings;
        return { printed: seen, kept: seen };
    }
    const lines = await cluster.logTail(problem.pod, problem.container, problem.previousLog);
    return {
        printed: [describePodProblem(problem, lines), ...warnings],
        kept: [describePodProblem(withoutOutput(problem), []), ...warnings],
    };
}

function weightInWords(o: Observation): string {
    return o.weight === undefined ? "unknown" : String(o.weight);
}
