import type { ControllerAbort } from "../model/abortCause";
import type { RouteWeight } from "../../routers/model/router";
import { type RolloutRouting, routingOf } from "../../routers/routing";
import { percent } from "../../routers/model/percent";
import type { Unsupported } from "../model/finding";
import { specHash } from "../model/specHash";
import { readAbortMessage } from "./abortMessage";
import { analysesOf, type Analysis } from "./analysis";
import { podProblems, type PodProblem } from "./podProblems";
import { rolloutEvents, versionEvents } from "./warnings";
import { serviceNames } from "../cluster/collections";
import { type ClusterSnapshot, ownedBy } from "../cluster/snapshot";
import { podHashLabel, type PodObject, type RolloutObject } from "../cluster/types";
import { type SpecWrite, specWritesTo } from "./specWrites";
import { stepOf, type Step } from "./steps";
import { isRecorded, isTemplateOf } from "./podTemplate";
import { stallOf, type Stall } from "./stall";
import { unsupportedParts } from "./unsupported";
import { isWithinRollbackWindow, replacedBy, type RolloutVersion, versionIn, versionOf } from "./versions";

/** The state of a rollout at one moment, computed as `kubectl argo rollouts status` computes it. */
export interface Observation {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    /** Required in a patch, so that it applies to exactly this state of the Rollout or not at all. */
    readonly resourceVersion: string;
    readonly revision: number;
    readonly image: string;
    /** Of the live pod template and strategy; see {@link specHash}. */
    readonly specHash: string;
    /** The last write of each client to the pod template and the strategy, the latest one at the end. */
    readonly specWrites: readonly SpecWrite[];
    /** The versions whose ReplicaSets exist. */
    readonly versions: readonly RolloutVersion[];
    readonly generation: number;
    readonly observedGeneration: string;
    /** The status is about the current spec. Until then, nothing else in this observation is meaningful. */
    readonly generationObserved: boolean;
    /** The pod hash is that of the spec's template, by the controller's own records; see {@link isRecorded}. */
    readonly templateObserved: boolean;
    /** Yet the template of its ReplicaSet differs from the spec's; see {@link isTemplateOf}. */
    readonly templateAltered: boolean;
    readonly phase: string;
    readonly message: string;
    readonly invalidSpec: string | undefined;
    /** Parts of the spec that a gate cannot verify. */
    readonly unsupported: readonly Unsupported[];
    readonly aborted: boolean;
    /** The cause according to the controller's message; undefined until it has acknowledged the abort. */
    readonly abortCause: ControllerAbort | undefined;
    readonly manuallyPaused: boolean;
    readonly unpausing: boolean;
    readonly pauseReasons: readonly string[];
    /** Start of the step's current pause by the cluster's clock, in milliseconds. */
    readonly pauseStartedAt: number | undefined;
    /** End of the last pause by that clock; undefined before the first, and in a pause. */
    readonly unpausedAt: number | undefined;
    readonly promoteFull: boolean;
    readonly steps: readonly Step[];
    readonly stepIndex: number;
    readonly podHash: string;
    readonly stableHash: string;
    /** The current ReplicaSet has served an earlier revision: this is a rollback. */
    readonly reused: boolean;
    /** Creation of that ReplicaSet by the cluster's clock, in milliseconds; NaN if there is none. */
    readonly versionCreatedAt: number;
    /** The controller skips the steps, and reverts every abort; after the end too, by the previous version. */
    readonly withinRollbackWindow: boolean;
    readonly replicas: { readonly desired: number; readonly available: number };
    /** The available pods of the stable version; undefined if it has no ReplicaSet. */
    readonly stableAvailable: number | undefined;
    /** The pods that it should have now; with dynamicStableScale only as many as its traffic needs. */
    readonly stableDesired: number;
    /** The available pods of every version, by pod hash. */
    readonly availableByHash: Readonly<Record<string, number>>;
    /** With dynamicStableScale an abort returns the traffic step by step, as the stable version's pods come back. */
    readonly dynamicStableScale: boolean;
    /** Time in which pods must become available. */
    readonly progressDeadlineMs: number;
    readonly stall: Stall | undefined;
    /** Time for which the pods of an aborted version stay, from the abort on; Infinity if they are not removed. */
    readonly abortScaleDownDelayMs: number;
    /**
     * The canary's share of traffic in percent as the router applies it; undefined without traffic routing. If several
     * objects differ, the highest: the reported share must never be lower than the actual one.
     */
    readonly weight: number | undefined;
    /** The canary's share according to the controller's own status. */
    readonly statusWeight: number | undefined;
    /** The weight on each object of the routers; empty if it is known from the controller's status only. */
    readonly routes: readonly RouteWeight[];
    /** The traffic at the routers; undefined without traffic routing. */
    readonly routing: RolloutRouting | undefined;
    readonly services: readonly { readonly role: "stable" | "canary"; readonly name: string; readonly hash: string }[];
    /** Names of the pods, of every version, that are not Ready, and so get no requests from the router. */
    readonly unreadyPods: readonly string[];
    /** Problems that keep pods of the new version from serving. */
    readonly podProblems: readonly PodProblem[];
    /** The controller's latest warnings about this rollout and its version, "reason: message". */
    readonly warnings: readonly string[];
    readonly analysisDeclared: boolean;
    /** The background analysis should run at this step; it has its own starting step. */
    readonly analysisDue: boolean;
    readonly analyses: readonly Analysis[];
}

/**
 * Reads a rollout and its objects; undefined if there is no rollout.
 *
 * @param propagationSeconds the time in which the data plane applies a weight, instead of the router's usual one
 */
export function observe(
    world: ClusterSnapshot,
    namespace: string,
    now: number,
    propagationSeconds?: number,
): Observation | undefined {
    const { rollout } = world;
    if (rollout === undefined) {
        return undefined;
    }
    const { metadata, spec = {}, status = {} } = rollout;
    const canary = spec.strategy?.canary ?? {};
    const maxWeight = canary.trafficRouting?.maxTrafficWeight ?? 100;
    const steps = (canary.steps ?? []).map((step) => stepOf(step, maxWeight));
    const { podHash, revision, image } = versionOf(rollout);
    const stableHash = status.stableRS ?? "";
    const generation = metadata.generation ?? 0;
    const generationObserved = isGenerationObserved(generation, status.observedGeneration);
    const unpausing = status.controllerPause === true && (status.pauseConditions ?? []).length === 0;
    const conditions = status.conditions ?? [];
    const owned = ownedBy(rollout, world.replicaSets);
    const replicaSetOf = (hash: string) => owned.find(({ metadata: { labels } }) => labels?.[podHashLabel] === hash);
    const replicaSet = replicaSetOf(podHash);
    const stable = replicaSetOf(stableHash);
    const uid = metadata.uid ?? "";
    const since = Date.parse(replicaSet?.metadata.creationTimestamp ?? "");
    const analysisDeclared = (canary.analysis?.templates ?? []).length > 0;
    const pauses = status.pauseConditions ?? [];
    const stepPause = pauses.find((condition) => condition.reason === "CanaryPauseStep");
    const inStatus = status.canary?.weights?.canary?.weight;
    const statusWeight = inStatus === undefined ? undefined : percent(inStatus, maxWeight);
    const read = routingOf(rollout, world.routes);
    const routing =
        read === undefined || propagationSeconds === undefined
            ? read
            : { ...read, propagationMs: propagationSeconds * 1000 };
    const routes = routing?.weights ?? [];
    return {
        namespace,
        name: metadata.name,
        uid,
        resourceVersion: metadata.resourceVersion ?? "",
        revision,
        image,
        specHash: specHash(spec),
        specWrites: specWritesTo(rollout),
        versions: owned.map(versionIn),
        generation,
        observedGeneration: status.observedGeneration ?? "",
        generationObserved,
        templateObserved: replicaSet !== undefined && isRecorded(replicaSet, rollout),
        templateAltered: replicaSet !== undefined && !isTemplateOf(replicaSet, rollout),
        ...phaseOf(rollout, generationObserved, unpausing),
        invalidSpec: conditions.find((condition) => condition.type === "InvalidSpec")?.message,
        unsupported: unsupportedParts(rollout),
        // An abort of a promoted rollout has no effect: it stays Healthy.
        aborted: status.abort === true && !isFullyPromoted({ podHash, stableHash }),
        abortCause: readAbortMessage(
            conditions.find((condition) => condition.reason === "RolloutAborted")?.message ?? "",
        ),
        manuallyPaused: spec.paused === true,
        unpausing,
        pauseReasons: pauses.map((condition) => condition.reason),
        unpausedAt: timeOfTransition(conditions.find(({ type, status: is }) => type === "Paused" && is === "False")),
        pauseStartedAt: stepPause && Date.parse(stepPause.startTime ?? ""),
        promoteFull: status.promoteFull === true,
        steps,
        stepIndex: status.currentStepIndex ?? 0,
        podHash,
        stableHash,
        reused: replicaSet?.metadata.annotations?.["rollout.argoproj.io/revision-history"] !== undefined,
        versionCreatedAt: since,
        withinRollbackWindow: isWithinRollbackWindow(
            rollout,
            owned,
            replicaSet,
            isFullyPromoted({ podHash, stableHash }) ? replacedBy(revision, owned) : stable,
        ),
        replicas: { desired: spec.replicas ?? 1, available: replicaSet?.status?.availableReplicas ?? 0 },
        stableAvailable: stable && (stable.status?.availableReplicas ?? 0),
        stableDesired: stable?.spec?.replicas ?? 0,
        availableByHash: Object.fromEntries(
            owned.map(({ metadata: { labels }, status: of }) => [
                labels?.[podHashLabel] ?? "",
                of?.availableReplicas ?? 0,
            ]),
        ),
        dynamicStableScale: canary.dynamicStableScale === true,
        // Argo's default.
        progressDeadlineMs: (spec.progressDeadlineSeconds ?? 600) * 1000,
        stall: stallOf(rollout, owned, replicaSet),
        // Argo's default; 0 keeps the pods.
        abortScaleDownDelayMs: (canary.abortScaleDownDelaySeconds ?? 30) * 1000 || Infinity,
        weight: routes.length === 0 ? statusWeight : Math.max(...routes.map(({ weight }) => weight)),
        statusWeight,
        routes,
        routing,
        services: serviceNames(rollout).map(({ role, name }) => {
            const service = world.services.find((candidate) => candidate.metadata.name === name);
            return { role, name, hash: service?.spec?.selector?.[podHashLabel] ?? "" };
        }),
        unreadyPods: world.pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name),
        podProblems: podProblems(world.pods, podHash, now),
        warnings: [
            // An Event knows only the Rollout, not which of its versions it is about.
            ...rolloutEvents(world.events, uid, since),
            ...versionEvents(world.events, [...world.replicaSets, ...world.pods], podHash, since),
        ],
        analysisDeclared,
        analysisDue: analysisDeclared && (status.currentStepIndex ?? 0) >= (canary.analysis?.startingStep ?? 0),
        analyses: analysesOf(world.analysisRuns, { uid, revision, podHash }),
    };
}

function timeOfTransition(condition: { readonly lastTransitionTime?: string } | undefined): number | undefined {
    return condition && (Date.parse(condition.lastTransitionTime ?? "") || undefined);
}

/** True when the stable version is the current one: all steps are done, or there were none (Argo's IsFullyPromoted). */
export function isFullyPromoted({ podHash, stableHash }: Pick<Observation, "podHash" | "stableHash">): boolean {
    return podHash === stableHash;
}

/** True when the rollout is in the pause of one of its steps; an inconclusive analysis may hold it as well. */
export function isStepPause(o: Observation): boolean {
    return o.pauseStartedAt !== undefined && !o.aborted && !o.manuallyPaused;
}

/** True when a rollout in progress has no available pod of the stable version: an abort would return no traffic. */
export function isStableDown(o: Observation): boolean {
    return !o.aborted && !isFullyPromoted(o) && o.stableAvailable === 0 && o.stableDesired > 0;
}

/** True when the stable version lacks pods that it needs to get all traffic: the controller waits for them. */
export function lacksStablePods({ stableAvailable, replicas }: Observation): boolean {
    return stableAvailable !== undefined && stableAvailable < replicas.desired;
}

/** True when the controller paused the rollout because of an inconclusive result. */
export function isInconclusive(o: Observation): boolean {
    return o.pauseReasons.some((reason) => reason.startsWith("Inconclusive"));
}

/** Argo's own rule: an unparsable value, or one ahead, counts as observed (controllers before 0.10 wrote a hash). */
function isGenerationObserved(generation: number, observed: string | undefined): boolean {
    // A rollout that no controller has touched has no status at all; Argo's rule would call that observed.
    if (observed === undefined || observed === "") {
        return false;
    }
    return !/^\d+$/.test(observed) || Number(observed) >= generation;
}

/** Argo's GetRolloutPhase: status.phase counts only when it is about this generation and no resume is under way. */
function phaseOf(rollout: RolloutObject, generationObserved: boolean, unpausing: boolean) {
    if (!generationObserved) {
        return { phase: "Progressing", message: "waiting for rollout spec update to be observed" };
    }
    if (unpausing) {
        return { phase: "Progressing", message: "waiting for rollout to unpause" };
    }
    return { phase: rollout.status?.phase ?? "Progressing", message: rollout.status?.message ?? "" };
}

/** True when a pod is Ready; the condition of one on a node that is down is Unknown, or False. */
function isReady({ status }: PodObject): boolean {
    return status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true;
}
