import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError, secret } from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadSettings, type Settings } from "../../../infra/settings";
import type { SettingSource } from "../../../infra/settingReader";

export type Values = Record<string, string | number | object | undefined>;

const prefix = "canary-delivery:";

/** Returns the defaults of Pulumi.yaml. */
export function projectDefaults(): Values {
    const { config } = parse(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, { default: string }> };
    return Object.fromEntries(Object.entries(config).map(([key, { default: value }]) => [key, value]));
}

/** Returns the settings of a committed settings file, without the keys' prefix. */
export function committedSettings(stack: string): Values {
    const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as { config: Values };
    const own = Object.entries(config).map(([key, value]) => {
        assert.ok(key.startsWith(prefix), `${key} is no setting of this program`);
        return [key.slice(prefix.length), value];
    });
    return Object.fromEntries(own) as Values;
}

/** Formats values as the Pulumi CLI passes them: strings, and JSON for lists and objects. */
export function stringsOf(values: Values): Record<string, string> {
    const strings = Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]);
    return Object.fromEntries(strings) as Record<string, string>;
}

/** Returns a source of settings, some of them set as secrets. */
export function sourceOf(values: Values, secretKeys: readonly string[] = ["secretEnv"]): SettingSource {
    const strings = stringsOf(values);
    return {
        get: (key) => strings[key],
        isSecret: (key) => secretKeys.includes(key),
        getSecret: (key) => (strings[key] === undefined ? undefined : secret(strings[key])),
    };
}

/** A stack with good settings, of which a test changes some. */
export class StackSettings {
    readonly kubeconfig: string;
    readonly good: Values;
    private readonly folder = mkdtempSync(join(tmpdir(), "settings-"));

    constructor() {
        this.kubeconfig = this.file("config", "contexts: [{name: local}, {name: other}]\n");
        const { kubeconfig } = this;
        this.good = { ...projectDefaults(), kubeconfig, kubeContext: "local", image: "registry/app:1" };
    }

    /** Writes a file that is removed with the stack; returns its path. */
    file(name: string, content: string): string {
        const path = join(this.folder, name);
        writeFileSync(path, content);
        return path;
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }

    load(values: Values = {}, secretKeys?: readonly string[]): Promise<Settings> {
        return loadSettings(sourceOf({ ...this.good, ...values }, secretKeys));
    }

    /** Returns the problems of these values: the lines of the error. */
    async problemsOf(values: Values, secretKeys?: readonly string[]): Promise<string[]> {
        try {
            await this.load(values, secretKeys);
        } catch (error) {
            assert.equal(RunError.isInstance(error), true, `${String(error)} would be shown with a stack trace`);
            const lines = (error as Error).message.split("\n");
            return lines.slice(1, -1).map((line) => line.replace(`  ${prefix}`, ""));
        }
        return [];
    }
}

/** Defines a test for each of these values, which must be rejected with this one sentence. */
export function rejects(stack: () => StackSettings, bad: readonly (readonly [Values, string])[]): void {
    for (const [values, problem] of bad) {
        it(`reject ${JSON.stringify(values).slice(0, 70)}`, async () => {
            assert.deepEqual(await stack().problemsOf(values), [problem]);
        });
    }
}
