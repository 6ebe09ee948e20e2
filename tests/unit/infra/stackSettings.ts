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

/** The defaults are Pulumi.yaml's. */
export function projectDefaults(): Values {
    const { config } = parse(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, { default: string }> };
    return Object.fromEntries(Object.entries(config).map(([key, { default: value }]) => [key, value]));
}

/** What a committed settings file sets, without the keys' prefix. */
export function committedSettings(stack: string): Values {
    const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as { config: Values };
    const own = Object.entries(config).map(([key, value]) => {
        assert.ok(key.startsWith(prefix), `${key} is no setting of this program`);
        return [key.slice(prefix.length), value];
    });
    return Object.fromEntries(own) as Values;
}

/** As the Pulumi CLI hands values over: texts, and JSON for lists and objects. */
export function textsOf(values: Values): Record<string, string> {
    const texts = Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]);
    return Object.fromEntries(texts) as Record<string, string>;
}

/** A source of settings, some of which were set as secrets. */
export function sourceOf(values: Values, secretKeys: readonly string[] = ["secretEnv"]): SettingSource {
    const texts = textsOf(values);
    return {
        get: (key) => texts[key],
        isSecret: (key) => secretKeys.includes(key),
        getSecret: (key) => (texts[key] === undefined ? undefined : secret(texts[key])),
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

    /** The path of a file with this content, which goes with the stack. */
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

    /** What is wrong with these values: the sentences of the one error. */
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

/** A test for each of these values, which must be refused with this one sentence. */
export function refuses(stack: () => StackSettings, bad: readonly (readonly [Values, string])[]): void {
    for (const [values, problem] of bad) {
        it(`refuse ${JSON.stringify(values).slice(0, 70)}`, async () => {
            assert.deepEqual(await stack().problemsOf(values), [problem]);
        });
    }
}
