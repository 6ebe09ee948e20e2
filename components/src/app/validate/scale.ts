import { shown } from "../../provider/inputs";
import { type CanaryAutoscaling, type CanaryScale, leastReplicas } from "../autoscaler";
import { type FieldRule, hasFields, isWholeNumber, wholeNumberFrom } from "./fields";
import type { CanaryPod } from "../podArgs";
import type { CanaryStep } from "../steps";

const rules: Readonly<Record<keyof CanaryAutoscaling, FieldRule>> = {
    minReplicas: wholeNumberFrom(1),
    maxReplicas: wholeNumberFrom(1),
    cpuPercent: wholeNumberFrom(1),
};

/** Everything that is wrong with an autoscaling that nobody has judged yet, such as a setting. */
export function autoscalingProblems(value: unknown, subject = "autoscaling"): string[] {
    if (!hasFields(value)) {
        return [`${subject} must be {minReplicas: NUMBER, maxReplicas: NUMBER}, got ${shown(value)}`];
    }
    const known = Object.keys(rules);
    const problems = Object.keys(value)
        .filter((key) => !known.includes(key))
        .map((key) => `${subject}.${key} is unknown, must be one of ${known.join(", ")}`);
    for (const [key, [good, must]] of Object.entries(rules)) {
        const found = value[key];
        if (!good(found) && !(key === "cpuPercent" && found === undefined)) {
            problems.push(`${subject}.${key} must be ${must}, got ${shown(found)}`);
        }
    }
    const { minReplicas, maxReplicas } = value;
    if (problems.length === 0 && Number(minReplicas) > Number(maxReplicas)) {
        problems.push(
            `${subject}.maxReplicas must be at least minReplicas, ${shown(minReplicas)}, got ${shown(maxReplicas)}`,
        );
    }
    return problems;
}

/** What belongs to the number of pods. */
interface ScaledArgs {
    readonly scale?: CanaryScale;
    readonly pod?: CanaryPod;
    readonly minPodsPerReplicaSet?: number;
}

/** What is wrong with the number of pods. */
export function scaleProblems({ scale = { replicas: 2 }, pod = {}, minPodsPerReplicaSet }: ScaledArgs): string[] {
    if (("replicas" in scale && scale.replicas !== undefined) === (scale.autoscaling !== undefined)) {
        return [`scale must have either replicas or autoscaling, got ${shown(scale)}`];
    }
    if (scale.autoscaling === undefined) {
        if (!isWholeNumber(scale.replicas, 1)) {
            return [`scale.replicas must be a whole number from 1, got ${shown(scale.replicas)}`];
        }
        return minPodsPerReplicaSet !== undefined && minPodsPerReplicaSet > scale.replicas
            ? [
                  `minPodsPerReplicaSet must be at most the number of pods, ${scale.replicas}, got ${minPodsPerReplicaSet}`,
              ]
            : [];
    }
    const problems = autoscalingProblems(scale.autoscaling, "scale.autoscaling");
    if (pod.resources !== undefined && !requestsCpu(pod.resources)) {
        problems.push("pod.resources must request cpu where scale has autoscaling, whose cpuPercent is a share of it");
    }
    return problems;
}

/**
 * Weights that would overload the canary: everything goes to it while setCanaryScale keeps it below what the stable
 * version has.
 */
export function overloadProblems(
    steps: readonly CanaryStep[],
    scale: CanaryScale | undefined,
    maxTrafficWeight: number,
): string[] {
    const enough = leastReplicas(scale);
    let kept: string | undefined;
    return steps.flatMap((step, index) => {
        if ("setCanaryScale" in step) {
            const { replicas = Infinity, weight = Infinity } = step.setCanaryScale;
            const few = replicas < enough ? `${replicas} of ${enough} pods` : undefined;
            const light = weight < maxTrafficWeight ? `the pods of weight ${weight}` : undefined;
            const found = few ?? light;
            kept = found && `steps[${index}].setCanaryScale keeps it at ${found}`;
        }
        return "setWeight" in step && step.setWeight === maxTrafficWeight && kept !== undefined
            ? [
                  `steps[${index}].setWeight ${maxTrafficWeight} sends every request to the canary while ${kept}; ` +
                      "set matchTrafficWeight: true before it",
              ]
            : [];
    });
}

/** Whether pods ask for CPU. What is not known yet is not judged; a limit without a request is one. */
function requestsCpu({ requests, limits }: NonNullable<CanaryPod["resources"]>): boolean {
    const has = (amounts: unknown) => hasFields(amounts) && ("cpu" in amounts || "apply" in amounts);
    return has(requests) || has(limits);
}
