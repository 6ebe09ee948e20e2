import { isDnsLabel, isFileName, isVariableName } from "../../kubernetes/names";
import { type CanaryPod, configurationVolumeNames, podDefaults } from "../args/pod";
import { got, type Rule, validateFields, validateValue, type ValidationError, wholeNumber } from "./validation";

const isPort: Rule = [wholeNumber(1, 65_535)[0], "a port from 1 to 65535"];
const isFolder = path(/^\/[^\s:]+$/);

/** Rules of single fields. */
const rules: Readonly<Record<string, Rule>> = {
    port: isPort,
    metricsPort: isPort,
    // Prometheus would escape a query.
    metricsPath: path(/^\/[^\s?#]*$/),
    readinessPath: path(/^\/\S*$/),
    livenessPath: path(/^\/\S*$/),
    filesPath: isFolder,
    secretFilesPath: isFolder,
};

/** Validates an app's pod. */
export function validatePod(pod: CanaryPod): ValidationError[] {
    return [
        ...validateFields("pod", pod, rules, Object.keys(rules)),
        ...validateNames(pod),
        ...validateVolumes(pod),
        ...validateQuantities(pod),
    ];
}

/** Validates the names of variables and files by the rules of the API server and the kubelet. */
function validateNames({ env = {}, files = {}, secretFiles = {}, secretEnv = {} }: CanaryPod): ValidationError[] {
    const letters = "letters, digits, dashes, dots and underscores";
    const variable = `with ${letters}, and no digit first`;
    const file = `with at most 253 ${letters}, without a folder, and not begin with two dots`;
    const secretVariable = `with at most 253 ${letters}, and no digit first`;
    const named = (field: string, contents: object, good: (name: string) => boolean, rule: string) =>
        Object.keys(contents)
            .filter((name) => !good(name))
            .map((name) => ({ path: `pod.${field}.${name}`, message: `must be named ${rule}` }));
    const once = (other: string, contents: object) =>
        Object.keys(secretEnv)
            .filter((name) => Object.hasOwn(contents, name))
            .map((name) => ({
                path: `pod.secretEnv.${name}`,
                message: `must not be in ${other} too`,
            }));
    return [
        ...named("env", env, isVariableName, variable),
        ...named("files", files, isFileName, file),
        ...named("secretFiles", secretFiles, isFileName, file),
        ...named("secretEnv", secretEnv, (name) => isVariableName(name) && isFileName(name), secretVariable),
        ...once("env", env),
        // One Secret holds both.
        ...once("secretFiles", secretFiles),
    ];
}

/** Validates the caller's volumes, and the mount paths of all volumes of the pod. */
function validateVolumes(pod: CanaryPod): ValidationError[] {
    const volumes = pod.volumes ?? [];
    const own = Object.values(configurationVolumeNames);
    const names = [...own, ...volumes.map(({ name }) => name)];
    const errors = volumes.flatMap(({ name, mountPath }, index) => {
        const at = `pod.volumes[${index}]`;
        const found = validateValue(`${at}.name`, name, [isDnsLabel, "a DNS label of at most 63 characters"]);
        if (names.indexOf(name) < index + own.length) {
            found.push({ path: `${at}.name`, message: `must differ from that of another volume, got ${got(name)}` });
        }
        return [...found, ...validateValue(`${at}.mountPath`, mountPath, isFolder)];
    });
    const mounts = [
        ...(hasContent(pod.files) ? [["pod.filesPath", pod.filesPath ?? podDefaults.filesPath] as const] : []),
        ...(hasContent(pod.secretFiles)
            ? [["pod.secretFilesPath", pod.secretFilesPath ?? podDefaults.secretFilesPath] as const]
            : []),
        ...volumes.map(({ mountPath }, index) => [`pod.volumes[${index}].mountPath`, mountPath] as const),
    ];
    mounts.forEach(([at, mountPath], index) => {
        const first = mounts.findIndex(([, other]) => other === mountPath);
        if (first < index) {
            const [other] = mounts[first] ?? [];
            errors.push({ path: at, message: `must differ from ${other}, got ${got(mountPath)} for both` });
        }
    });
    return errors;
}

/** Finds amounts that the controller writes back in another notation; a refresh would show a change. */
function validateQuantities({ resources }: CanaryPod): ValidationError[] {
    return (["requests", "limits"] as const).flatMap((field) => {
        const amounts: object = resources?.[field] ?? {};
        return Object.entries(amounts).flatMap(([resource, amount]) => {
            const wanted = typeof amount === "string" ? canonicalQuantity(amount) : undefined;
            const path = `pod.resources.${field}.${resource}`;
            return wanted === undefined || wanted === amount
                ? []
                : [{ path, message: `must be written as ${wanted}, got ${got(amount)}` }];
        });
    });
}

/** Returns the canonical notation of an amount; undefined if the amount is not understood. */
function canonicalQuantity(amount: string): string | undefined {
    const match = /^(\d+)(m|Ki|Mi|Gi)?$/.exec(amount);
    if (match === null) {
        return undefined;
    }
    const units = ["Ki", "Mi", "Gi", "Ti"];
    let value = Number(match[1]);
    let unit = match[2] ?? "";
    if (unit === "m" && value % 1000 === 0) {
        return String(value / 1000);
    }
    while (units.includes(unit) && unit !== "Ti" && value > 0 && value % 1024 === 0) {
        value /= 1024;
        unit = units[units.indexOf(unit) + 1] ?? "";
    }
    return `${value}${unit}`;
}

function hasContent(contents: object | undefined): boolean {
    return Object.keys(contents ?? {}).length > 0;
}

function path(pattern: RegExp): Rule {
    return [(value) => typeof value === "string" && pattern.test(value), "an absolute path"];
}
