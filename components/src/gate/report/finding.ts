import type { Answers, Signal } from "../model/answers";
import { describeReviewProblem, describeTime, isReviewProblem } from "./reviewProblem";
import type { ForeignOwner } from "../../routers/model/misrouting";
import type { Finding, WaitReason } from "../model/finding";
import { describeRouteFault } from "./routeFault";
import { describeCountPending, describeCountProblem, describeShare } from "./share";

/** Describes findings as one part of a sentence. */
export function describeFindings(findings: readonly Finding[]): string {
    return findings.map(describeFinding).join("; ");
}

/** Describes a finding: object, found, expected. */
export function describeFinding(finding: Finding): string {
    switch (finding.kind) {
        case "ingressWeight":
            return `Ingress ${finding.ingress} has canary weight ${finding.actual}, must be ${finding.expected}`;
        case "routeWeight":
            return `${finding.route.kind} ${finding.route.name} has canary weight ${finding.actual}, must be ${finding.expected}`;
        case "routeFault":
            return `${finding.route.kind} ${finding.route.name} ${describeRouteFault(finding.fault)}`;
        case "statusVersion":
            return `the controller's status has the ${finding.role} weight of version ${finding.actual}, must be ${finding.expected}`;
        case "canaryWeight":
            return `the canary has weight ${finding.actual}, must be ${finding.expected}`;
        case "serviceSelector":
            return `Service ${finding.service} selects ${finding.actual || "every version"}, must be ${finding.expected.join(" or ")}`;
        case "ingressOwner":
            return `Ingress ${finding.ingress} ${describeOwner(finding.owner)}, must belong to Rollout ${finding.rollout}`;
        case "foreignCanary":
            return `Ingress ${finding.ingress} is a canary of the same host as ${finding.canary}, must not exist`;
        case "otherRollout":
            return `the Rollout has the uid ${finding.uid}, must be ${finding.declared}`;
        case "otherSpec":
            return `its pod template or strategy is another one (image ${finding.image})`;
        case "unobserved":
            return "its steps were over when this gate began to watch";
        case "provenBySamples":
            return `the steps before this gate watched are proven by Prometheus' samples from ${describeTime(finding)}: the share of the requests in every pause, and the new version's answers`;
        case "notProvenBySamples": {
            const { because } = finding;
            const why = isReviewProblem(because) ? describeReviewProblem(because) : describeFinding(because);
            return `Prometheus' samples do not prove them: ${why}`;
        }
        case "share":
            return describeShare(finding.share, finding.weight);
        case "uncounted":
            return `the requests at weight ${finding.weight} could not be counted: ${describeCountProblem(finding.problem)}`;
        case "unshownWeight": {
            const { weight, sticky } = finding;
            const why =
                sticky === undefined
                    ? "which is not measured, because requestsMetric is empty"
                    : `which ${sticky.kind} ${sticky.name} keeps from following it by sessions`;
            return `only the share of the requests would show weight ${weight}, ${why}`;
        }
        case "countPending":
            return describeCountPending(finding);
        case "measurementPending":
            return `${describeFinding(finding.of)} must be measured before the last weight`;
        case "unsupportedStrategy":
            return `strategy ${finding.strategy} is not supported, must be canary`;
        case "unmeasuredRouter": {
            const must = finding.noPause === true ? "the steps must have a pause" : "requestsMetric must not be empty";
            return `the weights of ${finding.routers.join(" and ")} are known from the controller's status only, so that the share of the requests must be measured: ${must}`;
        }
        case "judgeWithoutCounter":
            return "the judge has no answers to count: neither the arguments nor the Rollout's analysis name Prometheus, the app's job and a counter of requests by status; set prometheusAddress, job and requestsMetric, or leave the judge out";
        case "workloadRef":
            return `workloadRef to ${finding.workload.kind} ${finding.workload.name} is not supported, the Rollout must have its own template`;
        case "unmeasured":
            return finding.bad === undefined ? finding.metric : `${finding.metric} (${finding.bad} bad, none good)`;
        case "unmeasuredStep":
            return `the analysis of step ${finding.stepIndex}`;
        case "nothingMeasured":
            return "every metric";
        case "fewMeasurements":
            return `${finding.metric} has ${finding.good} of ${finding.required} good measurements since the pause began`;
        case "noAnalysisRun":
            return describeMissingRun(finding);
        case "analysisRunning":
            return `AnalysisRun ${finding.name} is still ${finding.phase}`;
        case "analysisEnded":
            return `AnalysisRun ${finding.name} is ${finding.phase}`;
        case "badAnswers":
            return describeAnswers(finding);
        case "notJudged":
            return describeNotJudged(finding);
        case "lowPower":
            return describeLowPower(finding);
        case "highestBucket":
            return `the highest bucket of ${finding.metric} is ${finding.highest} ms, below the threshold of ${finding.threshold} ms, so that no version can exceed it; lower the threshold, or add a bucket`;
        case "unknownTraffic":
            return `the traffic of the last hour is unknown (${describeCountProblem(finding.problem)}), and so is what the steps can show; declare requestsPerSecond`;
        case "noCanaryPod":
            return `no available canary pod for ${finding.seconds} s`;
        case "stableDown":
            return `no pod of the stable version has been available for ${finding.seconds} s`;
        case "unavailablePods":
            return finding.deadlineSeconds === undefined
                ? `${finding.available} of ${finding.desired} pods of the new version are available`
                : `${finding.available} of ${finding.desired} pods became available within ${finding.deadlineSeconds} s (progressDeadlineSeconds)`;
        case "stalled":
            return `${finding.available} of ${finding.desired} pods of the new version became available within ${finding.deadlineSeconds} s (progressDeadlineSeconds); the controller does not apply this deadline while ReplicaSet ${finding.replicaSet} has a scale-down-deadline`;
        case "replacedVersion":
            return `the previous version still got ${finding.requests} requests between the last two scrapes, must get none`;
        case "unseenWeight":
            return `weight ${finding.weight} was never seen on ${finding.ingresses > 1 ? "every" : "the"} ${finding.route ?? "canary Ingress"}`;
        case "invalidSpec":
        case "clusterError":
            return finding.message;
        case "clusterSilent":
            return `it did not answer within ${finding.seconds} s`;
        case "waiting":
            return describeWait(finding.reason);
        case "recorded":
            return finding.text;
    }
}

/** Describes answers that the judge rejects: how many were bad, of how many, and compared with what. */
function describeAnswers(finding: Extract<Finding, { kind: "badAnswers" }>): string {
    const { signal, rejection, stable, threshold, seconds, bound } = finding;
    const compared = rejection === "worse" ? stable : undefined;
    const what = rejection === "worse" ? ": worse" : `, more than ${significant(threshold * 100)} %`;
    return `${describeCounts(signal, finding.new, compared, bound)}${what} with 99.9 % confidence after ${seconds} s`;
}

/** Describes the bad answers of the new version, and of the stable one to compare with. */
export function describeCounts(signal: Signal, one: Answers, stable: Answers | undefined, bound = 0): string {
    const of = ({ all, bad }: Answers) => `${bad} of ${all}`;
    const bad = signal === "errors" ? "with 5xx" : `slower than ${bound} ms`;
    const found = `the new version answered ${of(one)} requests ${bad} (${percentOf(one)})`;
    return stable === undefined ? found : `${found}, the stable version ${of(stable)} (${percentOf(stable)})`;
}

function describeNotJudged({ signal, problem }: Extract<Finding, { kind: "notJudged" }>): string {
    const what = signal === "errors" ? "errors" : "latencies";
    switch (problem.kind) {
        case "noAnswers":
            return problem.version === "new"
                ? `${what} were not judged: the new version has answered no request`
                : `${what} were judged by the threshold alone: the stable version has answered no request`;
        case "noLook":
            return `${what} were not judged: the steps left no time to look at the new version's answers`;
        case "noCounter":
            return `${what} were not judged: requestsMetric is empty`;
        default:
            return `${what} were not judged: ${describeCountProblem(problem)}`;
    }
}

function describeLowPower(finding: Extract<Finding, { kind: "lowPower" }>): string {
    const { signal, threshold, requestsPerSecond, least, bound = 0 } = finding;
    const shown =
        least === undefined ? "not even a version that is always bad" : `only ${significant(least * 100)} % or more`;
    return `at ${significant(requestsPerSecond)} requests/s the steps cannot show ${describeFault(threshold, signal, bound)}, the threshold: ${shown}, with 99 %`;
}

/** Describes a share of bad answers, such as "5 % errors". */
export function describeFault(share: number, signal: Signal, bound: number): string {
    return `${significant(share * 100)} % ${signal === "errors" ? "errors" : `answers slower than ${bound} ms`}`;
}

/** Rounds to two significant digits. */
export function significant(value: number): number {
    return Number(value.toPrecision(2));
}

function percentOf({ all, bad }: Answers): string {
    return `${Number(((bad / Math.max(1, all)) * 100).toFixed(1))} %`;
}

function describeOwner(owner: ForeignOwner | undefined): string {
    return owner === undefined
        ? "has no owner"
        : `belongs to ${owner.earlier ? "an earlier " : ""}${owner.kind} ${owner.name}`;
}

function describeMissingRun({ revision, stepIndex }: Extract<Finding, { kind: "noAnalysisRun" }>): string {
    if (stepIndex !== undefined) {
        return `there is no AnalysisRun of step ${stepIndex}`;
    }
    return revision === undefined
        ? "the AnalysisRun does not exist yet"
        : `there is no AnalysisRun of revision ${revision}`;
}

/** Describes why the gate waits. */
export function describeWait(reason: WaitReason): string {
    switch (reason.kind) {
        case "reconnected":
            return "reconnected, catching up on missed events";
        case "noAnswerYet":
            return "the cluster has not answered yet";
        case "outage":
            return `the cluster does not answer: ${reason.message}`;
        case "missing":
            return "the Rollout does not exist";
        case "unobserved":
            return `the controller has not seen generation ${reason.generation} yet (it has seen ${reason.observed || "none"})`;
        case "invalidSpec":
            return `the controller rejects the spec: ${reason.message}`;
        case "noReplicaSet":
            return "the controller has not created a ReplicaSet of this pod template yet";
        case "alteredTemplate":
            return "the pod template of the current ReplicaSet differs from the Rollout's: a webhook changed it, or the controller has not read it yet";
        case "pausedByHand":
            return "a user paused the rollout by hand (spec.paused)";
        case "heldByHand":
            return `the rollout is paused by hand (spec.paused), and this gate does not ${reason.write} it`;
        case "unpausing":
            return reason.message;
        case "phase":
            return `the rollout is ${reason.phase}${reason.message === "" ? "" : `: ${reason.message}`}`;
        case "inconclusive":
            return "the analysis is inconclusive";
        case "undecided":
            return "the analysis is inconclusive, and no one has decided yet";
        case "retrying":
            return "the aborted version is being retried";
        case "trafficReturning":
            return `the rollout is aborted and its traffic goes back to stable${describePods(reason.pods)}`;
        case "draining":
            return `the rollout is aborted, and ${reason.pods === 1 ? "1 pod" : `${reason.pods} pods`} of the new version may still answer requests`;
        case "replacing":
            return "the rollout is Healthy, and the previous version may still answer requests";
        case "healthyUnread":
            return "the rollout is Healthy, and its controller may still be reading this generation";
        case "noInitialRun":
            return "the AnalysisRun of this first deploy does not exist yet";
        case "unverified":
            return `the rollout is Healthy, but ${describeFindings(reason.findings)}`;
        case "timedPause":
            return "the rollout is paused for the duration of its step";
        case "openEndedPause":
            return "the rollout is paused until a user promotes it";
        case "unverifiedPause":
            return `the pause is promoted once everything is proven: ${describeFindings(reason.findings)}`;
        case "interrupted":
            return `waiting for pods: ${describeFindings(reason.findings)}`;
        case "noStepLeft":
            return "there is no step left to promote";
        case "sent":
            return `waiting for the controller to ${reason.write} the rollout`;
        case "acting":
            return `${reason.action} is in progress`;
        case "counting":
            return "the versions' requests are being counted";
    }
}

function describePods(pods: { readonly available: number; readonly desired: number } | undefined): string {
    return pods === undefined ? "" : ` as its pods become available (${pods.available} of ${pods.desired})`;
}
