import type { RolloutCanary, RolloutStrategy } from "../kubernetes/customResources";
import type { BackgroundAnalysis } from "./analysis";
import type { AppNames } from "./args/names";
import type { CanaryStep } from "./args/steps";
import { type CanaryPodMetadata, type CanaryStrategyArgs, strategyDefaults } from "./args/strategy";

/** The steps, the background analysis, and its first step. */
export interface CanarySchedule {
    readonly steps: readonly CanaryStep[];
    readonly analysis: BackgroundAnalysis;
    readonly startingStep?: number;
}

/**
 * Returns the Rollout's strategy: weights by a router, evaluated by an analysis in the background.
 *
 * Absent fields are undefined, and so are values that the controller drops when it writes the object: empty maps, and
 * `false` if it is the default.
 */
export function canaryStrategy(names: AppNames, args: CanarySchedule & CanaryStrategyArgs, trafficRouting: object) {
    return {
        canary: {
            canaryService: names.canaryService,
            stableService: names.stableService,
            trafficRouting: {
                maxTrafficWeight: args.maxTrafficWeight,
                ...trafficRouting,
            },
            analysis: {
                ...args.analysis,
                startingStep: args.startingStep ?? strategyDefaults.startingStep,
            },
            steps: args.steps,
            abortScaleDownDelaySeconds: args.abortScaleDownDelaySeconds,
            scaleDownDelaySeconds: args.scaleDownDelaySeconds,
            dynamicStableScale: args.dynamicStableScale === true ? true : undefined,
            minPodsPerReplicaSet: args.minPodsPerReplicaSet,
            antiAffinity: antiAffinity(args.antiAffinity),
            canaryMetadata: podMetadata(args.canaryMetadata),
            stableMetadata: podMetadata(args.stableMetadata),
        },
    } satisfies RolloutStrategy;
}

/** Returns the part of the Rollout that names the Ingresses of ingress-nginx. */
export function nginxRouting({ ingresses }: AppNames, args: CanaryStrategyArgs) {
    const [stableIngress] = ingresses;
    const several = ingresses.length > 1;
    return {
        stableIngress: several ? undefined : stableIngress,
        stableIngresses: several ? ingresses : undefined,
        additionalIngressAnnotations: unlessEmpty(args.additionalIngressAnnotations),
    };
}

function antiAffinity(wanted: CanaryStrategyArgs["antiAffinity"]): RolloutCanary["antiAffinity"] {
    if (wanted === undefined) {
        return undefined;
    }
    if (wanted === "required") {
        return { requiredDuringSchedulingIgnoredDuringExecution: {} };
    }
    const weight = wanted === "preferred" ? 100 : wanted.preferred.weight;
    return { preferredDuringSchedulingIgnoredDuringExecution: { weight } };
}

function podMetadata({ labels, annotations }: CanaryPodMetadata = {}): RolloutCanary["canaryMetadata"] {
    const metadata = { labels: unlessEmpty(labels), annotations: unlessEmpty(annotations) };
    return metadata.labels === undefined && metadata.annotations === undefined ? undefined : metadata;
}

function unlessEmpty(strings: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> | undefined {
    return Object.keys(strings).length === 0 ? undefined : strings;
}
