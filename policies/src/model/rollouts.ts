import { numberOf, secondsOf } from "./numbers";
import { type DeclaredStack, isArgo, type KubernetesObject } from "./objects";
import { flatMapKnown, at, type Fields, fieldsAt, isFields, known, listAt, stringAt } from "./value";

/** Returns the canary strategy of a Rollout; undefined for another strategy or another object. */
export function canaryOf(object: KubernetesObject): Fields | undefined {
    if (!isArgo(object, "Rollout")) {
        return undefined;
    }
    const canary = at(object.body, "spec.strategy.canary");
    return isFields(canary) ? canary : undefined;
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

/** Returns the seconds of the pauses with traffic on both versions; Infinity if one waits for a promotion. */
export function bakeSecondsOf(canary: Fields): number {
    const most = maxWeightOf(canary);
    return secondsOfAll(
        pausesOf(canary).filter(({ index }) => {
            const weight = weightAt(canary, index);
            return weight > 0 && weight < most;
        }),
    );
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

interface PauseStep {
    readonly index: number;
    readonly seconds: number;
}

function pausesOf(canary: Fields): readonly PauseStep[] {
    return stepsOf(canary).flatMap((step, index) => {
        if (!("pause" in step)) {
            return [];
        }
        const { duration } = fieldsAt(step["pause"]);
        return [{ index, seconds: duration === undefined ? Infinity : (secondsOf(duration) ?? 0) }];
    });
}

function secondsOfAll(pauses: readonly PauseStep[]): number {
    return pauses.reduce((total, { seconds }) => total + seconds, 0);
}

/** Returns the weight at a step; 0 before the first setWeight. */
function weightAt(canary: Fields, step: number): number {
    return weightsOf(canary).findLast(({ index }) => index < step)?.weight ?? 0;
}

/** Returns the names of a canary's Services, each undefined if absent. */
export function servicesOf(canary: Fields): { readonly stable?: string; readonly canary?: string } {
    return { stable: stringAt(canary, "stableService"), canary: stringAt(canary, "canaryService") };
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
