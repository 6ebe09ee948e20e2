import { numberOf, secondsOf } from "./numbers";
import { type DeclaredStack, isArgo, type KubernetesObject } from "./objects";
import type { Finding } from "./rule";
import { flatMapKnown, at, type Fields, fieldsAt, isFields, known, listAt, stringAt } from "./value";

/** Returns the canary strategy of a Rollout; undefined for another strategy or another object. */
export function canaryOf(object: KubernetesObject): Fields | undefined {
    if (!isArgo(object, "Rollout")) {
        return undefined;
    }
    const canary = at(object.body, "spec.strategy.canary");
    return isFields(canary) ? canary : undefined;
}

/** Returns the blue-green strategy of a Rollout; undefined for another strategy or another object. */
function blueGreenOf(object: KubernetesObject): Fields | undefined {
    const blueGreen = isArgo(object, "Rollout") ? at(object.body, "spec.strategy.blueGreen") : undefined;
    return isFields(blueGreen) ? blueGreen : undefined;
}

/** Returns a gap for a Rollout of another strategy than canary; none for a canary, and for any other object. */
export function strategyGaps(object: KubernetesObject): readonly Finding[] {
    const found = blueGreenOf(object) === undefined ? "a Rollout without a strategy" : "blueGreen";
    return isArgo(object, "Rollout") && canaryOf(object) === undefined ? [{ object, found, gap: true }] : [];
}

/** Maps each Rollout with a canary strategy to results, skipping Rollouts that depend on unknown values. */
export function flatMapCanaries<Result>(
    stack: DeclaredStack,
    about: (rollout: KubernetesObject, canary: Fields) => readonly Result[],
): Result[] {
    return flatMapKnown(stack.objects, (object) => {
        const canary = canaryOf(object);
        return canary === undefined ? [] : about(object, canary);
    });
}

export function stepsOf(canary: Fields): readonly Fields[] {
    return listAt(canary, "steps").map((step) => fieldsAt(known(step)));
}

/** Returns the weight that means all requests. */
export function maxWeightOf(canary: Fields): number {
    return numberOf(at(canary, "trafficRouting.maxTrafficWeight")) ?? 100;
}

/** A step that sends requests to the canary. */
export interface WeightStep {
    readonly index: number;
    readonly weight: number;
}

export function weightsOf(canary: Fields): readonly WeightStep[] {
    return stepsOf(canary).flatMap((step, index) => {
        const weight = "setWeight" in step ? numberOf(step["setWeight"]) : undefined;
        return weight === undefined ? [] : [{ index, weight }];
    });
}

/** Returns the seconds of the pauses with canary traffic, from a step on; Infinity if one waits for a promotion. */
export function measuredSecondsOf(canary: Fields, from: number): number {
    return secondsOfAll(pausesOf(canary).filter(({ index }) => index >= from && weightAt(canary, index) > 0));
}

/** Returns the seconds of the pauses with canary traffic from a step on, without the last one; Infinity as above. */
export function secondsBeforeLastPause(canary: Fields, from: number): number {
    const pauses = pausesOf(canary).filter(({ index }) => index >= from && weightAt(canary, index) > 0);
    return secondsOfAll(pauses.slice(0, -1));
}

/** Returns the seconds of the pauses with a duration. */
export function timedPauseSecondsOf(canary: Fields): number {
    return secondsOfAll(pausesOf(canary).filter(({ seconds }) => Number.isFinite(seconds)));
}

/** A weight and its pauses. */
export interface PausedWeight extends WeightStep {
    /** Seconds until the next weight; Infinity if a pause waits for a promotion. */
    readonly seconds: number;
}

/** Returns the weights at which both versions get requests, with their pauses; none that is left at once. */
export function pausedWeightsOf(canary: Fields): readonly PausedWeight[] {
    const weights = weightsOf(canary);
    const pauses = pausesOf(canary);
    return weights
        .map(({ index, weight }, place) => {
            const next = weights[place + 1]?.index ?? Infinity;
            const own = pauses.filter((pause) => pause.index > index && pause.index < next);
            return { index, weight, seconds: secondsOfAll(own) };
        })
        .filter(({ weight, seconds }) => weight > 0 && weight < maxWeightOf(canary) && seconds > 0);
}

interface PauseStep {
    readonly index: number;
    readonly seconds: number;
}

function pausesOf(canary: Fields): readonly PauseStep[] {
    return stepsOf(canary).flatMap((step, index) => {
        if (!("pause" in step)) {
            return [];
        }
        return [{ index, seconds: secondsOrEndless(at(step["pause"], "duration")) }];
    });
}

/** Returns the seconds of a duration; Infinity for a step without one, which waits until it is ended. */
export function secondsOrEndless(duration: unknown): number {
    return duration === undefined ? Infinity : (secondsOf(duration) ?? 0);
}

function secondsOfAll(pauses: readonly PauseStep[]): number {
    return pauses.reduce((total, { seconds }) => total + seconds, 0);
}

/** Returns the weight at a step; 0 before the first setWeight. */
export function weightAt(canary: Fields, step: number): number {
    return weightsOf(canary).findLast(({ index }) => index < step)?.weight ?? 0;
}

/** Returns the names of a canary's Services, each undefined if absent. */
export function servicesOf(canary: Fields): { readonly stable?: string; readonly canary?: string } {
    return { stable: stringAt(canary, "stableService"), canary: stringAt(canary, "canaryService") };
}

/** A Service by which the controller distinguishes the versions. */
export interface VersionService {
    /** Its field of the canary strategy. */
    readonly field: string;
    readonly name?: string;
}

/** Returns the two Services of a canary's versions: those of a ping-pong, or the stable and the canary one. */
export function versionServicesOf(canary: Fields): readonly [VersionService, VersionService] {
    const fields =
        at(canary, "pingPong") === undefined
            ? (["stableService", "canaryService"] as const)
            : (["pingPong.pingService", "pingPong.pongService"] as const);
    const [one, other] = fields.map((field): VersionService => ({ field, name: stringAt(canary, field) }));
    return [one ?? { field: fields[0] }, other ?? { field: fields[1] }];
}

/** True when the controller rejects a canary without its two Services, as for most routers. */
export function needsServices(canary: Fields): boolean {
    if (at(canary, "pingPong") !== undefined) {
        return true;
    }
    const { istio, plugins, ...routers } = routersOf(canary);
    // Istio distinguishes the versions by subsets where a DestinationRule is named.
    const byHost = istio !== undefined && at(istio, "destinationRule") === undefined;
    return byHost || fieldsAt(plugins)[gatewayApiPlugin] !== undefined || Object.keys(routers).length > 0;
}

/** Name of the Gateway API's plugin in `trafficRouting.plugins`. */
export const gatewayApiPlugin = "argoproj-labs/gatewayAPI";

/** Returns the routers of a canary by their names in `trafficRouting`; empty for weights by numbers of pods. */
export function routersOf(canary: Fields): Fields {
    const settings = ["managedRoutes", "maxTrafficWeight"];
    const fields = Object.entries(fieldsAt(canary, "trafficRouting"));
    return Object.fromEntries(
        fields.filter(([name]) => !settings.includes(name)).map(([name, one]) => [name, known(one)]),
    );
}

/** A template of a Rollout's analysis. */
export interface TemplateReference {
    readonly name: string;
    readonly kind: "AnalysisTemplate" | "ClusterAnalysisTemplate";
}

/** Returns the templates of an `analysis`, in the background or of a step. */
export function templatesOf(analysis: unknown): readonly TemplateReference[] {
    return listAt(analysis, "templates").flatMap((template) => {
        const name = stringAt(template, "templateName");
        const kind = at(template, "clusterScope") === true ? "ClusterAnalysisTemplate" : "AnalysisTemplate";
        return name === undefined ? [] : [{ name, kind }];
    });
}

/** The controller's default of a metric's `consecutiveErrorLimit`. */
export const defaultErrorLimit = 4;

/** A metric of an AnalysisTemplate. */
export interface TemplateMetric {
    readonly name: string;
    readonly body: Fields;
}

/** Returns the metrics of an AnalysisTemplate; none for any other object. */
export function metricsOf(object: KubernetesObject): readonly TemplateMetric[] {
    if (!isArgo(object, "AnalysisTemplate", "ClusterAnalysisTemplate")) {
        return [];
    }
    return listAt(object.body, "spec.metrics").map((metric, index) => {
        const body = fieldsAt(known(metric));
        return { name: stringAt(body, "name") ?? `number ${index}`, body };
    });
}
