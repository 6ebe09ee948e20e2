import type { Write } from "../../../../../components/src/gate/decision/types";
import type { AbortCause } from "../../../../../components/src/gate/model/abortCause";
import type { CountProblem, Finding, Share, WaitReason } from "../../../../../components/src/gate/model/finding";
import type { ReviewProblem } from "../../../../../components/src/gate/model/reviewProblem";

/** Data, its sentence, and the note if a user has to act. */
export type KindRow<Data> = readonly [data: Data, sentence: string, note?: string];

/** Sentences by kind: a kind without any does not compile. */
export type SentencesOf<Union extends { readonly kind: string }> = {
    readonly [Kind in Union["kind"]]: readonly [
        KindRow<Omit<Extract<Union, { readonly kind: Kind }>, "kind">>,
        ...KindRow<Omit<Extract<Union, { readonly kind: Kind }>, "kind">>[],
    ];
};

const noAnswer = { kind: "noAnswer", message: "Prometheus cannot be reached" } as const;
const route = { kind: "HTTPRoute", name: "web" } as const;
const wrongWeight = { kind: "canaryWeight", actual: 90, expected: 25 } as const;
const wrong: Share = { kind: "outside", canary: 137, total: 412, lowest: 75, highest: 133 };

const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);

/** Rows of the reasons why samples prove nothing. */
function because(
    first: readonly [ReviewProblem | Finding, string],
    ...rest: readonly (readonly [ReviewProblem | Finding, string])[]
): [
    KindRow<{ readonly because: ReviewProblem | Finding }>,
    ...KindRow<{ readonly because: ReviewProblem | Finding }>[],
] {
    const rowOf = ([reason, sentence]: readonly [ReviewProblem | Finding, string]) =>
        [{ because: reason }, `Prometheus' samples do not prove them: ${sentence}`] as const;
    return [rowOf(first), ...rest.map(rowOf)];
}

export const findings: SentencesOf<Finding> = {
    ingressWeight: [
        [{ ingress: "web-canary", actual: 90, expected: 25 }, "Ingress web-canary has canary weight 90, must be 25"],
    ],
    routeWeight: [
        [
            { route: { kind: "TraefikService", name: "web" }, actual: 50, expected: 10 },
            "TraefikService web has canary weight 50, must be 10",
        ],
    ],
    routeFault: [
        [{ route, fault: { kind: "absent" } }, "HTTPRoute web does not exist"],
        [
            { route, fault: { kind: "unsetWeight", place: "rules[0]", service: "web-canary" } },
            "HTTPRoute web has no weight for Service web-canary in rules[0], which means 1",
        ],
        [
            { route, fault: { kind: "noPair", place: "rules[1]" } },
            "HTTPRoute web does not split between the two Services in rules[1], so that the weights have no effect there",
        ],
        [
            { route, fault: { kind: "otherReceiver", place: "rules[0]", receiver: "Service cart" } },
            "HTTPRoute web sends requests of rules[0] to Service cart too, must send them to the two Services only",
        ],
        [
            { route, fault: { kind: "foreignRoute", place: "rules[0]", foreign: { kind: "HTTPRoute", name: "test" } } },
            "HTTPRoute web is passed by HTTPRoute test (rules[0]), which takes the same requests",
        ],
        [
            { route, fault: { kind: "unused" } },
            "HTTPRoute web has no route that leads to it, so that its weights have no effect",
        ],
        [
            {
                route,
                fault: { kind: "notAccepted", condition: "Accepted", parent: "Gateway edge", message: "no host" },
            },
            "HTTPRoute web is rejected by Gateway edge (Accepted is False: no host)",
        ],
        [
            { route, fault: { kind: "subset", subset: "canary", actual: "", expected: ["hash2", "hash1"] } },
            "HTTPRoute web selects every version in subset canary, must be hash2 or hash1",
        ],
    ],
    statusVersion: [
        [
            { role: "canary", actual: "hash1", expected: "hash2" },
            "the controller's status has the canary weight of version hash1, must be hash2",
        ],
    ],
    canaryWeight: [[{ actual: 90, expected: 25 }, "the canary has weight 90, must be 25"]],
    serviceSelector: [
        [{ service: "web", actual: "hash1", expected: ["hash2"] }, "Service web selects hash1, must be hash2"],
        [
            { service: "web", actual: "", expected: ["hash2", "hash1"] },
            "Service web selects every version, must be hash2 or hash1",
        ],
    ],
    ingressOwner: [
        [{ ingress: "a", rollout: "web" }, "Ingress a has no owner, must belong to Rollout web"],
        [
            { ingress: "a", rollout: "web", owner: { kind: "Deployment", name: "b" } },
            "Ingress a belongs to Deployment b, must belong to Rollout web",
        ],
        [
            { ingress: "a", rollout: "web", owner: { kind: "Rollout", name: "web", earlier: true } },
            "Ingress a belongs to an earlier Rollout web, must belong to Rollout web",
        ],
    ],
    foreignCanary: [
        [
            { ingress: "a", canary: "web-canary" },
            "Ingress a is a canary of the same host as web-canary, must not exist",
        ],
    ],
    unsupportedStrategy: [[{ strategy: "blueGreen" }, "strategy blueGreen is not supported, must be canary"]],
    unmeasuredRouter: [
        [
            { routers: ["smi", "plugin example/mesh"] },
            "the weights of smi and plugin example/mesh are known from the controller's status only, so that the share of the requests must be measured: requestsMetric must not be empty",
        ],
        [
            { routers: ["smi"], noPause: true },
            "the weights of smi are known from the controller's status only, so that the share of the requests must be measured: the steps must have a pause",
        ],
    ],
    unshownWeight: [
        [
            { weight: 10 },
            "only the share of the requests would show weight 10, which is not measured, because requestsMetric is empty",
        ],
        [
            { weight: 10, sticky: { kind: "TraefikService", name: "web" } },
            "only the share of the requests would show weight 10, which TraefikService web keeps from following it by sessions",
        ],
    ],
    judgeWithoutCounter: [
        [
            {},
            "the judge has no answers to count: neither the arguments nor the Rollout's analysis name Prometheus, the app's job and a counter of requests by status; set prometheusAddress, job and requestsMetric, or leave the judge out",
        ],
    ],
    workloadRef: [
        [
            { workload: { kind: "Deployment", name: "web" } },
            "workloadRef to Deployment web is not supported, the Rollout must have its own template",
        ],
    ],
    otherRollout: [[{ uid: "a", declared: "b" }, "the Rollout has the uid a, must be b"]],
    otherSpec: [[{ image: "web:v3" }, "its pod template or strategy is another one (image web:v3)"]],
    unobserved: [[{}, "its steps were over when this gate began to watch"]],
    provenBySamples: [
        [
            { from: at("10:02:11"), until: at("10:05:40") },
            "the steps before this gate watched are proven by Prometheus' samples from 10:02:11 to 10:05:40 UTC: the share of the requests in every pause, and the new version's answers",
        ],
    ],
    notProvenBySamples: because(
        [{ kind: "noRequestsMetric" }, "requestsMetric is empty"],
        [{ kind: "judgeOff" }, "the new version's answers are not judged"],
        [{ kind: "notRouted" }, "without traffic routing the requests do not follow the weights"],
        [{ kind: "noPause", weight: 50 }, "no pause has weight 50"],
        [{ kind: "eventsUnread", message: "forbidden" }, "the Rollout's Events could not be read: forbidden"],
        [
            { kind: "noRevisionEvent", revision: 4 },
            "no Event shows when revision 4 began (Kubernetes keeps Events for an hour, and the controller sends few of them about rollouts in a row)",
        ],
        [
            { kind: "noStepEvent", step: 2, steps: 5 },
            "no Event shows the end of step 2/5 (Kubernetes keeps Events for an hour, and the controller sends few of them about rollouts in a row)",
        ],
        [{ kind: "unclearStep", step: 2, steps: 5 }, "the Events do not show one weight and time of step 2/5"],
        [{ kind: "abortedBetween" }, "the rollout was aborted in between"],
        [{ kind: "noMeasurement", metric: "p99" }, "p99 has no good measurement"],
        [{ kind: "samplesUnread", message: "Prometheus cannot be reached" }, "Prometheus cannot be reached"],
        [{ kind: "noOtherVersion" }, "no other version answered requests at that time"],
        [{ kind: "thirdVersion", podHash: "hash3" }, "a third version (hash3) answered requests at that time"],
        [
            { kind: "samplesMissing", version: "stable", from: at("10:02:11"), until: at("10:02:40") },
            "Prometheus lacks samples of the stable version from 10:02:11 to 10:02:40 UTC",
        ],
        [
            { kind: "share", weight: 25, share: wrong },
            "canary got 137 of 412 requests (33.3 %) at weight 25, must be 18.2 % to 32.3 %",
        ],
    ),
    share: [
        [
            { weight: 25, share: wrong },
            "canary got 137 of 412 requests (33.3 %) at weight 25, must be 18.2 % to 32.3 %",
        ],
        // A value outside is not rounded onto its bound.
        [
            { weight: 25, share: { ...wrong, canary: 251_427, total: 1e6, lowest: 248_576, highest: 251_426 } },
            "canary got 251427 of 1000000 requests (25.1427 %) at weight 25, must be 24.8576 % to 25.1426 %",
        ],
        [
            { weight: 25, share: { ...wrong, kind: "within", canary: 100 } },
            "canary got 100 of 412 requests (24.3 %) at weight 25, must be 18.2 % to 32.3 %",
        ],
        [
            { weight: 25, share: { ...wrong, kind: "tooFew", minRequests: 1000 } },
            "too few requests to evaluate weight 25 (412 < 1000)",
        ],
        [
            { weight: 25, share: { ...wrong, kind: "tooFew", minRequests: 1000, seconds: 28 } },
            "too few requests to evaluate weight 25: 412 in 28 s, must be 1000 (15 requests/s, must be 36, or a pause of at least 68 s); lengthen the pause, send more requests (requestsPerSecond adds synthetic ones), or set onTooFewRequests to note",
        ],
        [
            { weight: 25, share: { ...wrong, kind: "tooFew", total: 0, canary: 0, minRequests: 100, seconds: 28 } },
            "too few requests to evaluate weight 25: 0 in 28 s, must be 100 (0 requests/s, must be 4); lengthen the pause, send more requests (requestsPerSecond adds synthetic ones), or set onTooFewRequests to note",
        ],
    ],
    uncounted: [
        [
            { weight: 10, problem: noAnswer },
            "the requests at weight 10 could not be counted: Prometheus cannot be reached",
        ],
    ],
    countPending: [
        [{}, "the versions' requests are not counted yet"],
        [{ problem: noAnswer }, "Prometheus cannot be reached"],
        [{ weight: 10 }, "the requests at weight 10 are not counted yet"],
        [
            { weight: 10, problem: noAnswer },
            "the requests at weight 10 are not counted yet (Prometheus cannot be reached)",
        ],
    ],
    measurementPending: [[{ of: { kind: "nothingMeasured" } }, "every metric must be measured before the last weight"]],
    unmeasured: [
        [{ metric: "p99-latency" }, "p99-latency"],
        [{ metric: "p99-latency", bad: 1 }, "p99-latency (1 bad, none good)"],
    ],
    unmeasuredStep: [[{ stepIndex: 3 }, "the analysis of step 3"]],
    nothingMeasured: [[{}, "every metric"]],
    fewMeasurements: [
        [
            { metric: "p99-latency", good: 1, required: 3 },
            "p99-latency has 1 of 3 good measurements since the pause began",
        ],
    ],
    noAnalysisRun: [
        [{}, "the AnalysisRun does not exist yet"],
        [{ revision: 2 }, "there is no AnalysisRun of revision 2"],
        [{ stepIndex: 3 }, "there is no AnalysisRun of step 3"],
    ],
    analysisRunning: [[{ name: "web-2", phase: "Pending" }, "AnalysisRun web-2 is still Pending"]],
    analysisEnded: [[{ name: "web-2", phase: "Failed" }, "AnalysisRun web-2 is Failed"]],
    notJudged: [
        [
            {
                signal: "errors",
                problem: { kind: "noSeries", selector: 'http_requests_total{job="a"}', label: "code" },
            },
            'errors were not judged: Prometheus has no http_requests_total{job="a"} with the label code',
        ],
        [
            { signal: "latency", problem: { kind: "noAnswers", version: "new" } },
            "latencies were not judged: the new version has answered no request",
        ],
        [
            { signal: "errors", problem: { kind: "noAnswers", version: "stable" } },
            "errors were judged by the threshold alone: the stable version has answered no request",
        ],
        [
            { signal: "errors", problem: { kind: "noLook" } },
            "errors were not judged: the steps left no time to look at the new version's answers",
        ],
        [{ signal: "latency", problem: { kind: "noCounter" } }, "latencies were not judged: requestsMetric is empty"],
    ],
    lowPower: [
        [
            { signal: "errors", threshold: 0.05, requestsPerSecond: 2.345, least: 0.406 },
            "at 2.3 requests/s the steps cannot show 5 % errors, the threshold: only 41 % or more, with 99 %",
        ],
        [
            { signal: "latency", threshold: 0.01, requestsPerSecond: 0.01, bound: 300 },
            "at 0.01 requests/s the steps cannot show 1 % answers slower than 300 ms, the threshold: not even a version that is always bad, with 99 %",
        ],
    ],
    highestBucket: [
        [
            { metric: "http_request_duration_seconds", highest: 250, threshold: 500 },
            "the highest bucket of http_request_duration_seconds is 250 ms, below the threshold of 500 ms, so that no version can exceed it; lower the threshold, or add a bucket",
        ],
    ],
    unknownTraffic: [
        [
            { problem: { kind: "noSeries", selector: 'http_requests_total{job="a"}' } },
            'the traffic of the last hour is unknown (Prometheus has no http_requests_total{job="a"}), and so is what the steps can show; declare requestsPerSecond',
        ],
    ],
    badAnswers: [
        [
            {
                signal: "errors",
                rejection: "worse",
                new: { all: 412, bad: 31 },
                stable: { all: 3709, bad: 4 },
                threshold: 0.05,
                seconds: 18,
            },
            "the new version answered 31 of 412 requests with 5xx (7.5 %), the stable version 4 of 3709 (0.1 %): worse with 99.9 % confidence after 18 s",
        ],
        [
            {
                signal: "latency",
                rejection: "over",
                new: { all: 412, bad: 60 },
                stable: { all: 3709, bad: 540 },
                threshold: 0.01,
                seconds: 20,
                bound: 300,
            },
            "the new version answered 60 of 412 requests slower than 300 ms (14.6 %), more than 1 % with 99.9 % confidence after 20 s",
        ],
    ],
    noCanaryPod: [[{ seconds: 8 }, "no available canary pod for 8 s"]],
    stableDown: [[{ seconds: 30 }, "no pod of the stable version has been available for 30 s"]],
    unavailablePods: [
        [{ available: 1, desired: 2 }, "1 of 2 pods of the new version are available"],
        [
            { available: 1, desired: 2, deadlineSeconds: 40 },
            "1 of 2 pods became available within 40 s (progressDeadlineSeconds)",
        ],
    ],
    stalled: [
        [
            { available: 0, desired: 1, deadlineSeconds: 60, replicaSet: "web-5f" },
            "0 of 1 pods of the new version became available within 60 s (progressDeadlineSeconds); the controller does not apply this deadline while ReplicaSet web-5f has a scale-down-deadline",
        ],
    ],
    replacedVersion: [
        [{ requests: 12 }, "the previous version still got 12 requests between the last two scrapes, must get none"],
    ],
    unseenWeight: [
        [{ weight: 50, ingresses: 1 }, "weight 50 was never seen on the canary Ingress"],
        [{ weight: 50, ingresses: 2 }, "weight 50 was never seen on every canary Ingress"],
        [{ weight: 50, ingresses: 1, route: "HTTPRoute" }, "weight 50 was never seen on the HTTPRoute"],
    ],
    invalidSpec: [[{ message: "no template x" }, "no template x"]],
    clusterError: [[{ message: "GET rollouts: 403" }, "GET rollouts: 403"]],
    clusterSilent: [[{ seconds: 60 }, "it did not answer within 60 s"]],
    waiting: [[{ reason: { kind: "inconclusive" } }, "the analysis is inconclusive"]],
    recorded: [[{ text: "canary got too much" }, "canary got too much"]],
};

export const countProblems: SentencesOf<CountProblem> = {
    noSeries: [
        [{ selector: 'requests{job="app"}' }, 'Prometheus has no requests{job="app"}'],
        [{ selector: 'requests{job="app"}', label: "pod" }, 'Prometheus has no requests{job="app"} with the label pod'],
    ],
    notScrapedTwice: [[{}, "Prometheus has not scraped every pod twice since the pause began"]],
    notScraped: [[{ pods: ["web-1", "web-2"] }, "Prometheus cannot scrape web-1, web-2"]],
    versionNotScraped: [
        [{ version: "stable", podHash: "hash1" }, "Prometheus does not scrape any pod of the stable version (hash1)"],
        [{ version: "new", podHash: "hash2" }, "Prometheus does not scrape any pod of the new version (hash2)"],
    ],
    noAnswer: [[{ message: "cannot reach the cluster" }, "cannot reach the cluster"]],
};

const promote = "kubectl argo rollouts promote ops-hardening-demo -n demo";

export const waits: SentencesOf<WaitReason> = {
    reconnected: [[{}, "reconnected, catching up on missed events"]],
    noAnswerYet: [[{}, "the cluster has not answered yet"]],
    outage: [[{ message: "503" }, "the cluster does not answer: 503"]],
    missing: [[{}, "the Rollout does not exist"]],
    unobserved: [
        [{ generation: 2, observed: "1" }, "the controller has not seen generation 2 yet (it has seen 1)"],
        [{ generation: 1, observed: "" }, "the controller has not seen generation 1 yet (it has seen none)"],
    ],
    invalidSpec: [[{ message: "no template x" }, "the controller rejects the spec: no template x"]],
    noReplicaSet: [[{}, "the controller has not created a ReplicaSet of this pod template yet"]],
    alteredTemplate: [
        [
            {},
            "the pod template of the current ReplicaSet differs from the Rollout's: a webhook changed it, or the controller has not read it yet",
        ],
    ],
    pausedByHand: [
        [
            {},
            "a user paused the rollout by hand (spec.paused)",
            "spec.paused is set: a user paused this rollout by hand, and this gate does not resume it",
        ],
    ],
    heldByHand: [[{ write: "abort" }, "the rollout is paused by hand (spec.paused), and this gate does not abort it"]],
    unpausing: [[{ message: "waiting for rollout to unpause" }, "waiting for rollout to unpause"]],
    phase: [
        [{ phase: "Healthy", message: "" }, "the rollout is Healthy"],
        [{ phase: "Degraded", message: "slow" }, "the rollout is Degraded: slow"],
    ],
    inconclusive: [[{}, "the analysis is inconclusive"]],
    undecided: [
        [
            {},
            "the analysis is inconclusive, and no one has decided yet",
            `inconclusive: decide with ${promote}, or abort instead of promote`,
        ],
    ],
    retrying: [[{}, "the aborted version is being retried"]],
    trafficReturning: [
        [{}, "the rollout is aborted and its traffic goes back to stable"],
        [
            { pods: { available: 1, desired: 2 } },
            "the rollout is aborted and its traffic goes back to stable as its pods become available (1 of 2)",
        ],
    ],
    draining: [
        [
            { pods: 1 },
            "the rollout is aborted, and 1 pod of the new version may still answer requests",
            "the rollout is aborted; waiting until the new version gets no more requests",
        ],
        [
            { pods: 2 },
            "the rollout is aborted, and 2 pods of the new version may still answer requests",
            "the rollout is aborted; waiting until the new version gets no more requests",
        ],
    ],
    replacing: [[{}, "the rollout is Healthy, and the previous version may still answer requests"]],
    healthyUnread: [[{}, "the rollout is Healthy, and its controller may still be reading this generation"]],
    noInitialRun: [[{}, "the AnalysisRun of this first deploy does not exist yet"]],
    unverified: [[{ findings: [wrongWeight] }, "the rollout is Healthy, but the canary has weight 90, must be 25"]],
    timedPause: [[{}, "the rollout is paused for the duration of its step"]],
    openEndedPause: [
        [{}, "the rollout is paused until a user promotes it", `paused until a user promotes it: ${promote}`],
    ],
    unverifiedPause: [
        [
            { findings: [wrongWeight, { kind: "noAnalysisRun" }] },
            "the pause is promoted once everything is proven: the canary has weight 90, must be 25; the AnalysisRun does not exist yet",
        ],
    ],
    interrupted: [
        [{ findings: [{ kind: "noCanaryPod", seconds: 8 }] }, "waiting for pods: no available canary pod for 8 s"],
    ],
    noStepLeft: [[{}, "there is no step left to promote"]],
    sent: [[{ write: "retry" }, "waiting for the controller to retry the rollout"]],
    acting: [[{ action: "verify" }, "verify is in progress"]],
    counting: [[{}, "the versions' requests are being counted"]],
};

/** Of a version without an AnalysisRun, which would explain more than the controller's message. */
export const abortCauses: SentencesOf<AbortCause> = {
    analysis: [[{ message: "Background analysis phase error/failed" }, "Background analysis phase error/failed"]],
    controller: [[{ message: "ReplicaSet has timed out progressing" }, "ReplicaSet has timed out progressing"]],
    manual: [[{}, "a user aborted it by hand"]],
    gate: [
        [{ code: "NotProven", findings: [wrongWeight], afterSeconds: 60 }, "the canary has weight 90, must be 25"],
        [
            { code: "Unmeasured", findings: [{ kind: "unmeasuredStep", stepIndex: 3 }], afterSeconds: 60 },
            "the analysis of step 3 was not measured before the last weight",
        ],
        [{ code: "TimedOut", findings: [], afterSeconds: 60 }, "it did not finish within 60 s"],
        [
            { code: "TimedOut", findings: [wrongWeight], afterSeconds: 60 },
            "it did not finish within 60 s: the canary has weight 90, must be 25",
        ],
    ],
    recorded: [[{ text: "canary got too much" }, "canary got too much"]],
};

/** At step 3 of 9. */
export const writes: SentencesOf<Write> = {
    promote: [
        [{ by: "pause" }, "promoting step 3/9: everything is proven"],
        [{ by: "inconclusive" }, "promoting step 3/9: the analysis is inconclusive, and onInconclusive is promote"],
        [
            { by: "stableDown" },
            "promoting step 3/9: no pod of the stable version is available, and onStableDown is promote",
        ],
        [
            { by: "neverAvailable" },
            "promoting step 3/9: the stable version is a first deploy that never had an available pod",
        ],
        [{ by: "nudge" }, "promoting step 3/9: the controller has missed the promotion"],
    ],
    abort: [
        [
            { code: "NotProven", findings: [wrongWeight, { kind: "noAnalysisRun", revision: 2 }] },
            "aborting at step 3/9: the canary has weight 90, must be 25; there is no AnalysisRun of revision 2",
        ],
    ],
    retry: [[{}, "retrying the aborted version (retryAborted: true)"]],
};
