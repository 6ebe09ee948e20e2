import type { CanaryAppArgs } from "../args/app";
import type { CanaryPod } from "../args/pod";
import { type CanaryAutoscaling, type CanaryScale, leastReplicas, replicasOf } from "../args/scale";
import { strategyDefaults } from "../args/strategy";
import {
    got,
    hasFields,
    type Rule,
    validateFields,
    validateKnownFields,
    validateValue,
    type ValidationError,
    wholeNumber,
} from "./validation";

const rules: Readonly<Record<keyof CanaryAutoscaling, Rule>> = {
    minReplicas: wholeNumber(1),
    maxReplicas: wholeNumber(1),
    cpuPercent: wholeNumber(1),
};

/** Validates the number of pods, or the autoscaler. */
export function validateScale(scale: CanaryScale = { replicas: 2 }): ValidationError[] {
    const { replicas, autoscaling } = hasFields(scale) ? scale : {};
    if ((replicas === undefined) === (autoscaling === undefined)) {
        return [{ path: "scale", message: `must have either replicas or autoscaling, got ${got(scale)}` }];
    }
    return autoscaling === undefined
        ? validateValue("scale.replicas", replicas, wholeNumber(1))
        : validateAutoscaling("scale.autoscaling", autoscaling);
}

function validateAutoscaling(path: string, autoscaling: unknown): ValidationError[] {
    if (!hasFields(autoscaling)) {
        const message = `must be {minReplicas: NUMBER, maxReplicas: NUMBER}, got ${got(autoscaling)}`;
        return [{ path, message }];
    }
    const errors = [
        ...validateKnownFields(path, autoscaling, Object.keys(rules)),
        ...validateFields(path, autoscaling, rules, ["cpuPercent"]),
    ];
    const { minReplicas, maxReplicas } = autoscaling;
    if (errors.length === 0 && Number(minReplicas) > Number(maxReplicas)) {
        const message = `must be at least minReplicas, ${got(minReplicas)}, got ${got(maxReplicas)}`;
        errors.push({ path: `${path}.maxReplicas`, message });
    }
    return errors;
}

/** Finds a minimum above the number of pods, which the controller ignores. */
export function validateMinPods({ scale, minPodsPerReplicaSet = 1 }: CanaryAppArgs): ValidationError[] {
    const replicas = replicasOf(scale) ?? Infinity;
    const message = `must be at most the number of pods, ${replicas}, got ${minPodsPerReplicaSet}`;
    return minPodsPerReplicaSet <= replicas ? [] : [{ path: "minPodsPerReplicaSet", message }];
}

/** Finds an autoscaler by CPU utilization whose pods have no CPU request. */
export function validateAutoscaledPod({ scale, pod = {} }: CanaryAppArgs): ValidationError[] {
    const message = "must request cpu if scale has autoscaling, whose cpuPercent is a share of it";
    return scale?.autoscaling === undefined || pod.resources === undefined || requestsCpu(pod.resources)
        ? []
        : [{ path: "pod.resources", message }];
}

/**
 * Finds weights that would overload the canary: it gets every request while setCanaryScale keeps it smaller than the
 * stable version.
 */
export function validateCanaryCapacity(args: CanaryAppArgs): ValidationError[] {
    const { steps, scale, maxTrafficWeight = strategyDefaults.maxTrafficWeight } = args;
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
                  {
                      path: `steps[${index}].setWeight`,
                      message:
                          `must not send every request to the canary while ${kept}, got ${maxTrafficWeight}; ` +
                          "set matchTrafficWeight: true before it",
                  },
              ]
            : [];
    });
}

/** True when pods request CPU, also by a limit alone. Values not yet known are left to the API server. */
function requestsCpu({ requests, limits }: NonNullable<CanaryPod["resources"]>): boolean {
    const has = (amounts: unknown) => hasFields(amounts) && ("cpu" in amounts || "apply" in amounts);
    return has(requests) || has(limits);
}
