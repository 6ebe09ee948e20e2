import { keyProblems } from "../configuration";
import { shown } from "../../provider/inputs";
import { isWholeNumber } from "./fields";
import { type CanaryPod, podDefaults } from "../podArgs";
import { configurationVolumeNames } from "../podConfiguration";

/** Everything that is wrong with what runs in an app's pods. */
export function podProblems(pod: CanaryPod): string[] {
    return [
        ...portProblems(pod),
        ...pathProblems(pod),
        ...variableProblems(pod),
        ...configurationProblems(pod),
        ...volumeProblems(pod),
        ...quantityProblems(pod),
    ];
}

function portProblems(pod: CanaryPod): string[] {
    return (["port", "metricsPort"] as const).flatMap((field) => {
        const port = pod[field] ?? podDefaults[field];
        return isWholeNumber(port, 1, 65_535)
            ? []
            : [`pod.${field} must be a port from 1 to 65535, got ${shown(port)}`];
    });
}

function pathProblems(pod: CanaryPod): string[] {
    const requests = ["metricsPath", "readinessPath", "livenessPath"] as const;
    const folders = ["filesPath", "secretFilesPath"] as const;
    const wrong = [
        ...requests.filter((field) => !/^\/\S*$/.test(pod[field] ?? podDefaults[field])),
        ...folders.filter((field) => !isFolder(pod[field] ?? podDefaults[field])),
    ];
    return wrong.map((field) => `pod.${field} must be an absolute path, got ${shown(pod[field])}`);
}

function variableProblems({ env = {}, secretEnv = {} }: CanaryPod): string[] {
    const allowed = "letters, digits, dashes, dots and underscores, and no digit first";
    return [
        ...Object.keys(env)
            .filter((name) => !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
            .map((name) => `pod.env must name variables with ${allowed}, got ${shown(name)}`),
        ...Object.keys(env)
            .filter((name) => Object.hasOwn(secretEnv, name))
            .map((name) => `pod.env and pod.secretEnv must have different variables, both have ${name}`),
    ];
}

function configurationProblems({ files = {}, secretFiles = {}, secretEnv = {} }: CanaryPod): string[] {
    const keys = {
        files: Object.keys(files),
        secretFiles: Object.keys(secretFiles),
        secretEnv: Object.keys(secretEnv),
    };
    return keyProblems(keys, "pod.");
}

function volumeProblems(pod: CanaryPod): string[] {
    const volumes = pod.volumes ?? [];
    const names = [...Object.values(configurationVolumeNames), ...volumes.map(({ name }) => name)];
    const problems = volumes.flatMap(({ name, mountPath }, index) => {
        const place = `pod.volumes[${index}]`;
        const found: string[] = [];
        if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
            found.push(`${place}.name must be a DNS label of at most 63 characters, got ${shown(name)}`);
        }
        if (names.indexOf(name) < index + Object.keys(configurationVolumeNames).length) {
            found.push(`${place}.name must be unlike that of another volume, got ${shown(name)}`);
        }
        if (!isFolder(mountPath)) {
            found.push(`${place}.mountPath must be an absolute path, got ${shown(mountPath)}`);
        }
        return found;
    });
    const mounts = [
        ...(hasContent(pod.files) ? [pod.filesPath ?? podDefaults.filesPath] : []),
        ...(hasContent(pod.secretFiles) ? [pod.secretFilesPath ?? podDefaults.secretFilesPath] : []),
        ...volumes.map(({ mountPath }) => mountPath),
    ];
    const twice = mounts.filter((path, index) => mounts.indexOf(path) < index);
    return [...problems, ...twice.map((path) => `pod must have one volume at ${path}, got another`)];
}

/** Amounts that the controller writes back in other words, which a refresh would show as somebody's change. */
function quantityProblems({ resources }: CanaryPod): string[] {
    return (["requests", "limits"] as const).flatMap((field) => {
        const amounts: object = resources?.[field] ?? {};
        return Object.entries(amounts).flatMap(([resource, amount]) => {
            const wanted = typeof amount === "string" ? canonicalQuantity(amount) : undefined;
            return wanted === undefined || wanted === amount
                ? []
                : [`pod.resources.${field}.${resource} must be written as ${wanted}, got ${shown(amount)}`];
        });
    });
}

/** How Kubernetes writes an amount; undefined where this does not know it. */
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

function isFolder(path: string): boolean {
    return /^\/[^\s:]+$/.test(path);
}
