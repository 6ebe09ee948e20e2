import { readFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { expandHome, inCluster, isKubeconfigContent, isSelfContained } from "@canary-delivery/components/validation";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CORE_SCHEMA, load } from "js-yaml";
import type { SettingProblem, SettingReader } from "./settingReader";

/** The cluster to deploy to. */
export interface ClusterSettings {
    /** A path, absolute or from `~`, the content of a kubeconfig, or `in-cluster`. */
    readonly kubeconfig: string;
    /** Empty for the current context of a content, and in a cluster. */
    readonly kubeContext: string;
}

/** Reads the choice of a cluster; the file must exist, and have the context. */
export function readCluster(read: SettingReader): ClusterSettings {
    const kubeconfig = read.checked(
        "kubeconfig",
        "be an absolute path, one from ~, the content of a kubeconfig, or in-cluster",
        (text) => isSelfContained(text) || /^(\/|~\/)/.test(text),
    );
    const kubeContext = read.checked(
        "kubeContext",
        "be a context of the kubeconfig",
        (text) => text !== "" || isSelfContained(kubeconfig),
    );
    if (read.problems.length === 0 && kubeconfig !== inCluster) {
        read.add(...contextProblem(kubeconfig, kubeContext));
    }
    return { kubeconfig, kubeContext };
}

/** Creates the provider of a cluster. */
export function clusterProvider({ kubeconfig, kubeContext: context }: ClusterSettings): k8s.Provider {
    return new k8s.Provider("cluster", {
        // In a pod, the provider finds the ServiceAccount itself.
        ...(kubeconfig !== inCluster && {
            kubeconfig: isKubeconfigContent(kubeconfig) ? pulumi.secret(kubeconfig) : portable(kubeconfig),
            ...(context !== "" && { context }),
        }),
        // Otherwise Pulumi replaces a changed ConfigMap, and pods that mount it find it missing for a moment.
        enableConfigMapMutable: true,
    });
}

/**
 * Keeps a path from `~`, so that the state has no folder of one machine; the provider takes the home folder of
 * /etc/passwd, so a path below another `$HOME` is absolute.
 */
function portable(kubeconfig: string): string {
    return homedir() === userInfo().homedir ? kubeconfig : expandHome(kubeconfig);
}

/** Returns the problem with the choice of a cluster: no such file, or no such context in it. */
function contextProblem(kubeconfig: string, kubeContext: string): SettingProblem[] {
    const content = isKubeconfigContent(kubeconfig);
    const shown = content ? "" : `, got ${JSON.stringify(kubeconfig)}`;
    const notOne = (why: string) => [
        { key: "kubeconfig", message: `must be a kubeconfig${content ? "" : " file"}${shown}: ${why}` },
    ];
    let text: string;
    try {
        text = content ? kubeconfig : readFileSync(expandHome(kubeconfig), "utf8");
    } catch (error) {
        return notOne((error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : "it cannot be read");
    }
    const names = contextNames(text);
    if (names === undefined) {
        return notOne("it lists no contexts");
    }
    const source = content ? "the kubeconfig" : kubeconfig;
    const message = `must be a context of ${source} (${names.join(", ")}), got ${JSON.stringify(kubeContext)}`;
    return kubeContext === "" || names.includes(kubeContext) ? [] : [{ key: "kubeContext", message }];
}

function contextNames(text: string): string[] | undefined {
    try {
        const { contexts } = load(text, { schema: CORE_SCHEMA }) as { contexts?: unknown };
        return Array.isArray(contexts) ? contexts.map(({ name }: { name?: unknown }) => String(name)) : undefined;
    } catch {
        return undefined;
    }
}
