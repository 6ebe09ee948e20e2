import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs } from "../args/app";
import { podDefaults } from "../args/pod";
import { type CanaryAutoscaling, type CanaryScale, leastReplicas, replicasOf } from "../args/scale";
import { strategyDefaults } from "../args/strategy";
import { type TemplateContainer, templateContainers } from "./podTemplateContainers";
import {
    got,
    hasFields,
    isPending,
    type Rule,
    validateFields,
    validateKnownFields,
    validateValue,
    type ValidationError,
    wholeNumber,
} from "./validation";

type ResourceRequirements = k8s.types.input.core.v1.ResourceRequirements;

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

/**
 * Finds an autoscaler by CPU utilization whose pods have a container without a CPU request: it would not scale them.
 * Init containers count if they run next to the app.
 */
export function validateAutoscaledPod(args: CanaryAppArgs): ValidationError[] {
    const message = "must request cpu if scale has autoscaling, whose cpuPercent is a share of it";
    return args.scale?.autoscaling === undefined
        ? []
        : runningContainers(args)
              .filter(({ resources }) => !requestsCpu(resources))
              .map(({ path }) => ({ path, message }));
}

/** Returns the resources of the containers that run next to each other, by their paths. */
function runningContainers({ name, pod = {}, podTemplate }: CanaryAppArgs) {
    const running = templateContainers(podTemplate).filter(({ ends }) => !ends);
    const own = running.find(({ container }) => container.name === name);
    const sidecars = running.filter((one) => one !== own);
    const usual = { path: "pod.resources", resources: pod.resources ?? podDefaults.resources };
    return [
        own?.container.resources === undefined ? usual : resourcesOf(own),
        ...sidecars.map((sidecar) => resourcesOf(sidecar)),
    ];
}

function resourcesOf({ container: { resources }, path }: TemplateContainer) {
    return { path: `${path}.resources`, resources };
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
function requestsCpu(resources: pulumi.Input<ResourceRequirements> = {}): boolean {
    const { requests, limits } = resources as ResourceRequirements;
    const has = (amounts: unknown) => hasFields(amounts) && ("cpu" in amounts || "apply" in amounts);
    return isPending(resources) || has(requests) || has(limits);
}
