import type { Answers, Signal } from "./answers";
import type { RouteMisrouting } from "../../routers/model/misrouting";
import type { RouteKind, RouteReference } from "../../routers/model/objects";
import type { ReviewProblem } from "./reviewProblem";

/** The plausible requests of the canary, both included. */
export interface ShareBounds {
    readonly lowest: number;
    readonly highest: number;
}

/** Requests that each version got in a pause, and how many of `total` are plausible at the pause's weight. */
export interface ShareCounts extends ShareBounds {
    readonly canary: number;
    readonly total: number;
}

/** A cause of a canary that gets no request. */
export type RoutingCause =
    /** Another Ingress of a host and a path of the app: `namespace/name`. */
    | { readonly kind: "otherIngress"; readonly ingress: string; readonly host: string }
    | { readonly kind: "noReadyEndpoint"; readonly service: string }
    /** Everything on the way is right: the router does not apply it. */
    /** An older Ingress of any host with the same Service, whose weight ingress-nginx takes. */
    | { readonly kind: "olderIngress"; readonly ingress: string; readonly service: string }
    | { readonly kind: "staleRouter"; readonly service: string; readonly endpoints: number };

/**
 * A canary's share of the requests, compared with its weight. `tooFew` is not a pass; without `minRequests` no number
 * suffices. `seconds`: the time in which they were counted; states of older gates have none.
 */
export type Share =
    /** `regular`: the requests behind one router that gives each version its turn, if the canary's are others. */
    | ({ readonly kind: "within"; readonly regular?: ShareBounds } & ShareCounts)
    /** `causes`: of a canary that got no request. */
    | ({ readonly kind: "outside"; readonly causes?: readonly RoutingCause[] } & ShareCounts)
    | ({ readonly kind: "tooFew"; readonly minRequests?: number; readonly seconds?: number } & ShareCounts);

/** A reason why the requests of a pause could not be counted. */
export type CountProblem =
    /** Prometheus has no such series; `label`: it has some, but without this label. */
    | { readonly kind: "noSeries"; readonly selector: string; readonly label?: string }
    | { readonly kind: "notScrapedTwice" }
    | { readonly kind: "notScraped"; readonly pods: readonly string[] }
    | { readonly kind: "versionNotScraped"; readonly version: "new" | "stable"; readonly podHash: string }
    /** Prometheus, or the API server on the way to it, did not answer. */
    | { readonly kind: "noAnswer"; readonly message: string };

/** A reason why there are no answers to judge. */
export type NoAnswers =
    /** A version has not answered any request. */
    | { readonly kind: "noAnswers"; readonly version: "new" | "stable" }
    /** There was no look at the answers: no time in which the new version served, or not after its warm-up. */
    | { readonly kind: "noLook" }
    /** No counter of requests is set. */
    | { readonly kind: "noCounter" };

/** An analysis that lacks a measurement: a metric, the analysis of a step, or all of it without an AnalysisRun. */
export type Unmeasured =
    /** `bad`: the number of its measurements, none of which was good; absent if there was none at all. */
    | { readonly kind: "unmeasured"; readonly metric: string; readonly bad?: number }
    | { readonly kind: "unmeasuredStep"; readonly stepIndex: number }
    | { readonly kind: "nothingMeasured" };

/** A misrouting of traffic. */
export type Misrouting =
    | { readonly kind: "ingressWeight"; readonly ingress: string; readonly actual: number; readonly expected: number }
    /** The weight of another object of a router. */
    | {
          readonly kind: "routeWeight";
          readonly route: RouteReference;
          readonly actual: number;
          readonly expected: number;
      }
    /** The weight in the Rollout's status, for a router whose objects the gate does not read. */
    | { readonly kind: "canaryWeight"; readonly actual: number; readonly expected: number }
    /** `actual`: empty where the selector matches every version. */
    | {
          readonly kind: "serviceSelector";
          readonly service: string;
          readonly actual: string;
          readonly expected: readonly string[];
      }
    | RouteMisrouting;

/** A difference between the live Rollout and the one that Pulumi applied. */
export type Identity =
    /** Another object of the same name: created again, or in another cluster. */
    | { readonly kind: "otherRollout"; readonly uid: string; readonly declared: string }
    /** Another pod template or strategy; `image` is the live one's. */
    | { readonly kind: "otherSpec"; readonly image: string };

/** A part of a Rollout's spec that a gate cannot verify, or of the gate's own inputs. */
export type Unsupported =
    /** A judge without a counter of requests, which neither the inputs nor the Rollout's analysis name. */
    | { readonly kind: "judgeWithoutCounter" }
    /** The strategy's name in the spec, such as blueGreen. */
    | { readonly kind: "unsupportedStrategy"; readonly strategy: string }
    /** The weights of these routers are not read, and no requests are counted that would show them; `noPause`: in no step. */
    | { readonly kind: "unmeasuredRouter"; readonly routers: readonly string[]; readonly noPause?: true }
    /** The pods' template is in another object. */
    | { readonly kind: "workloadRef"; readonly workload: { readonly kind: string; readonly name: string } };

/** A fact that keeps a rollout from being verified, disproves it, or explains its failure. */
export type Finding =
    | Misrouting
    | Unmeasured
    | Unsupported
    | Identity
    /** The steps were over when this gate began to watch. */
    | { readonly kind: "unobserved" }
    /** Prometheus' samples of these steps prove them; times in milliseconds since the epoch. */
    | { readonly kind: "provenBySamples"; readonly from: number; readonly until: number }
    /** They do not, and why. */
    | { readonly kind: "notProvenBySamples"; readonly because: ReviewProblem | Finding }
    | { readonly kind: "share"; readonly weight: number; readonly share: Share }
    /** The requests of a pause could not be counted in time. */
    | { readonly kind: "uncounted"; readonly weight: number; readonly problem: CountProblem }
    /**
     * Only the requests would show a pause's weight, and they are not counted, or an object keeps those of a session at one
     * version.
     */
    | { readonly kind: "unshownWeight"; readonly weight: number; readonly sticky?: RouteReference }
    /** They are still to be counted. */
    | { readonly kind: "countPending"; readonly weight?: number; readonly problem?: CountProblem }
    /** It may still be measured, until the last weight. */
    | { readonly kind: "measurementPending"; readonly of: Unmeasured }
    /** Good measurements since the pause began. */
    | { readonly kind: "fewMeasurements"; readonly metric: string; readonly good: number; readonly required: number }
    | { readonly kind: "noAnalysisRun"; readonly revision?: number; readonly stepIndex?: number }
    | { readonly kind: "analysisRunning"; readonly name: string; readonly phase: string }
    | { readonly kind: "analysisEnded"; readonly name: string; readonly phase: string }
    /** The judge rejects the new version's answers; `bound`: of latencies, in the histogram's unit. */
    | {
          readonly kind: "badAnswers";
          readonly signal: Signal;
          /** Worse than the stable version's, or over the threshold. */
          readonly rejection: "worse" | "over";
          readonly new: Answers;
          readonly stable: Answers;
          readonly threshold: number;
          readonly seconds: number;
          readonly bound?: number;
      }
    /** The reason why a signal was not judged, or only by its threshold. */
    | {
          readonly kind: "notJudged";
          readonly signal: Signal;
          readonly problem: CountProblem | NoAnswers;
      }
    /** The pauses cannot show a fault of the threshold's size; `least`: the least one that they can. */
    | {
          readonly kind: "lowPower";
          readonly signal: Signal;
          readonly threshold: number;
          readonly requestsPerSecond: number;
          readonly least?: number;
          readonly bound?: number;
      }
    /** No bucket of the histogram is as high as the threshold; both in milliseconds. */
    | {
          readonly kind: "highestBucket";
          readonly metric: string;
          readonly highest: number;
          readonly threshold: number;
      }
    /** The traffic of the last hour is unknown, so that nothing is known about what the pauses can show. */
    | { readonly kind: "unknownTraffic"; readonly problem: CountProblem }
    /** No pod of the new version is available in a pause; how long. */
    | { readonly kind: "noCanaryPod"; readonly seconds: number }
    /** No pod of the stable version is available; how long. */
    | { readonly kind: "stableDown"; readonly seconds: number }
    /** `deadlineSeconds`: the progress deadline that they have missed. */
    | {
          readonly kind: "unavailablePods";
          readonly available: number;
          readonly desired: number;
          readonly deadlineSeconds?: number;
      }
    /** Pods of the new version did not become available within the progress deadline, which `replicaSet` keeps the controller from applying. */
    | {
          readonly kind: "stalled";
          readonly available: number;
          readonly desired: number;
          readonly deadlineSeconds: number;
          readonly replicaSet: string;
      }
    /** Requests of the version that a promoted one replaced, between the last two scrapes of its pods. */
    | { readonly kind: "replacedVersion"; readonly requests: number }
    /**
     * A weight of the steps that was never seen on all `ingresses` objects of the routers: 0 if it is read from the
     * controller's status. `route`: their kind, if it is not the canary Ingress.
     */
    | {
          readonly kind: "unseenWeight";
          readonly weight: number;
          readonly ingresses: number;
          readonly route?: RouteKind;
      }
    /** The controller's message about the spec. */
    | { readonly kind: "invalidSpec"; readonly message: string }
    | { readonly kind: "clusterError"; readonly message: string }
    | { readonly kind: "clusterSilent"; readonly seconds: number }
    /** The reason for waiting at the timeout. */
    | { readonly kind: "waiting"; readonly reason: WaitReason }
    /** The text of a finding in a state that an older gate wrote. */
    | { readonly kind: "recorded"; readonly text: string };

/** A write to the Rollout, named after its `kubectl argo rollouts` command. */
export type WriteKind = "promote" | "abort" | "retry";

/** Reason why the gate waits. */
export type WaitReason =
    /** The cluster answers again, and missed events are still to come. */
    | { readonly kind: "reconnected" }
    | { readonly kind: "noAnswerYet" }
    | { readonly kind: "outage"; readonly message: string }
    | { readonly kind: "missing" }
    /** `observed`: empty where the controller has seen no generation at all. */
    | { readonly kind: "unobserved"; readonly generation: number; readonly observed: string }
    | { readonly kind: "invalidSpec"; readonly message: string }
    | { readonly kind: "noReplicaSet" }
    /** The template of the controller's ReplicaSet differs from the spec's. */
    | { readonly kind: "alteredTemplate" }
    /** spec.paused. */
    | { readonly kind: "pausedByHand" }
    /** spec.paused keeps the gate from this write. */
    | { readonly kind: "heldByHand"; readonly write: WriteKind }
    | { readonly kind: "unpausing"; readonly message: string }
    | { readonly kind: "phase"; readonly phase: string; readonly message: string }
    | { readonly kind: "inconclusive" }
    /** onInconclusive is wait. */
    | { readonly kind: "undecided" }
    | { readonly kind: "retrying" }
    /** `pods`: of the stable version, where the controller waits for them. */
    | {
          readonly kind: "trafficReturning";
          readonly pods?: { readonly available: number; readonly desired: number };
      }
    /** The aborted version may still get requests: its pods are there. */
    | { readonly kind: "draining"; readonly pods: number }
    /** The version that the promoted one replaced may still answer requests. */
    | { readonly kind: "replacing" }
    /** The controller may still be reading this generation. */
    | { readonly kind: "healthyUnread" }
    | { readonly kind: "noInitialRun" }
    | { readonly kind: "unverified"; readonly findings: readonly Finding[] }
    | { readonly kind: "timedPause" }
    /** onPause is wait. */
    | { readonly kind: "openEndedPause" }
    | { readonly kind: "unverifiedPause"; readonly findings: readonly Finding[] }
    /** Pods that the pause needs are away for a while. */
    | { readonly kind: "interrupted"; readonly findings: readonly Finding[] }
    | { readonly kind: "noStepLeft" }
    /** The controller has not acted on a write yet. */
    | { readonly kind: "sent"; readonly write: WriteKind }
    | {
          readonly kind: "acting";
          readonly action: WriteKind | "measure" | "forecast" | "judge" | "drain" | "review" | "verify" | "confirm";
      }
    | { readonly kind: "counting" };
