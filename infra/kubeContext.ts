import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { SettingProblem } from "./settingReader";

/** Returns the problem with the choice of a cluster: no such file, or no such context in it. */
export function contextProblem(kubeconfig: string, kubeContext: string): SettingProblem[] {
    let text: string;
    try {
        text = readFileSync(kubeconfig, "utf8");
    } catch (error) {
        const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : "it cannot be read";
        return [notAFile(kubeconfig, why)];
    }
    const names = contextNames(text);
    if (names === undefined) {
        return [notAFile(kubeconfig, "it lists no contexts")];
    }
    const message = `must be a context of ${kubeconfig} (${names.join(", ")}), got ${JSON.stringify(kubeContext)}`;
    return names.includes(kubeContext) ? [] : [{ key: "kubeContext", message }];
}

function notAFile(kubeconfig: string, why: string): SettingProblem {
    return { key: "kubeconfig", message: `must be a kubeconfig file, got ${JSON.stringify(kubeconfig)}: ${why}` };
}

function contextNames(text: string): string[] | undefined {
    try {
        const { contexts } = parse(text) as { contexts?: unknown };
        return Array.isArray(contexts) ? contexts.map(({ name }: { name?: unknown }) => String(name)) : undefined;
    } catch {
        return undefined;
    }
}
