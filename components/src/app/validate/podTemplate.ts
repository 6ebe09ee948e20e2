import { isDnsLabel } from "../../kubernetes/names";
import type { CanaryAppArgs } from "../args/app";
import { podLabels } from "../args/names";
import { configurationVolumeNames, podDefaults } from "../args/pod";
import { templateContainers } from "./podTemplateContainers";
import { validatePodTemplateShape } from "./podTemplateShape";
import { got, type Rule, validateInput, validateKnownFields, validateValue, type ValidationError } from "./validation";

const at = "podTemplate";

/** Labels of the controller, one for each version. */
const reserved = ["rollouts-pod-template-hash"];

const isName: Rule = [isDnsLabel, "a DNS label of at most 63 characters"];

/** Finds what would break the canary in an app's pod template: a template adds to what the app declares. */
export function validatePodTemplate(args: CanaryAppArgs): ValidationError[] {
    const { podTemplate } = args;
    const misshapen = validatePodTemplateShape(at, podTemplate, args.name);
    if (podTemplate === undefined || misshapen.length > 0) {
        return misshapen;
    }
    return [
        ...validateKnownFields(at, podTemplate, ["metadata", "spec"]),
        ...validateLabels(args),
        ...validateRestart(args),
        ...validateContainers(args),
        ...validateVolumes(args),
    ];
}

function validateLabels({ name, podTemplate }: CanaryAppArgs): ValidationError[] {
    const own = [...Object.keys(podLabels(name)), ...reserved];
    return Object.keys(podTemplate?.metadata?.labels ?? {})
        .filter((label) => own.includes(label))
        .map((label) => ({
            path: `${at}.metadata.labels["${label}"]`,
            message: "must be absent: the app's Services and its versions are selected by it",
        }));
}

function validateRestart({ podTemplate }: CanaryAppArgs): ValidationError[] {
    const { restartPolicy } = podTemplate?.spec ?? {};
    const isAlways: Rule = [(value) => value === "Always", "Always, or absent"];
    return restartPolicy === undefined ? [] : validateInput(`${at}.spec.restartPolicy`, restartPolicy, isAlways);
}

function validateContainers(args: CanaryAppArgs): ValidationError[] {
    const all = templateContainers(args.podTemplate);
    return all.flatMap(({ container, path }, index) => {
        const { name } = container;
        const twin = all.findIndex((other) => other.container.name === name);
        const errors = validateValue(`${path}.name`, name, isName);
        if (twin < index) {
            errors.push({
                path: `${path}.name`,
                message: `must differ from that of ${all[twin]?.path}, got ${got(name)}`,
            });
        }
        if (name !== args.name) {
            return container.image === undefined
                ? [...errors, { path: `${path}.image`, message: "must be the image of the container" }]
                : errors;
        }
        return path.includes("initContainers")
            ? [...errors, { path: `${path}.name`, message: "must differ from the app's own container" }]
            : [...errors, ...validateOwnContainer(args, path)];
    });
}

/** Finds fields of the app's own container that other arguments set. */
function validateOwnContainer({ name, podTemplate, pod = {} }: CanaryAppArgs, path: string): ValidationError[] {
    const own = podTemplate?.spec?.containers?.find((container) => container.name === name);
    const errors: ValidationError[] = [];
    if (own?.image !== undefined) {
        errors.push({ path: `${path}.image`, message: "must be absent: it is the app's image" });
    }
    const { port = podDefaults.port, metricsPort = podDefaults.metricsPort, env = {}, secretEnv = {} } = pod;
    own?.ports?.forEach((one, index) => {
        const taken = one.name === "http" || one.name === "metrics";
        const used = one.containerPort === port || one.containerPort === metricsPort;
        if (taken || used) {
            errors.push({
                path: `${path}.ports[${index}]`,
                message: "must be another port than those of pod.port and pod.metricsPort, and named otherwise",
            });
        }
    });
    own?.env?.forEach((variable, index) => {
        if (
            typeof variable.name === "string" &&
            (Object.hasOwn(env, variable.name) || Object.hasOwn(secretEnv, variable.name))
        ) {
            errors.push({
                path: `${path}.env[${index}].name`,
                message: `must not be in pod.env or pod.secretEnv too, got ${got(variable.name)}`,
            });
        }
    });
    return errors;
}

function validateVolumes({ podTemplate, pod = {} }: CanaryAppArgs): ValidationError[] {
    const { volumes = [] } = podTemplate?.spec ?? {};
    const taken: unknown[] = [
        ...Object.values(configurationVolumeNames),
        ...(pod.volumes ?? []).map(({ name }) => name),
    ];
    return volumes.flatMap(({ name }, index) =>
        taken.includes(name)
            ? [
                  {
                      path: `${at}.spec.volumes[${index}].name`,
                      message: `must differ from that of another volume, got ${got(name)}`,
                  },
              ]
            : [],
    );
}
