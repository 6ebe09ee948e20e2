import { parseDuration, shown } from "@canary-delivery/components/validation";
import * as pulumi from "@pulumi/pulumi";

/** Source of settings, such as {@link StackConfig}. */
export interface SettingSource {
    get(key: string): string | undefined;
    getSecret(key: string): pulumi.Output<string> | undefined;
    /** True when it was set as a secret, with `--secret`. */
    isSecret(key: string): boolean;
}

/** A function of the SDK that its type declarations omit. */
const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** The stack's configuration under the project's name. */
export class StackConfig extends pulumi.Config implements SettingSource {
    isSecret(key: string): boolean {
        return runtime.isConfigSecret(`${this.name}:${key}`);
    }
}

/** Rule for a URL. No credentials, because Pulumi keeps settings in the state in plain text. */
export const httpUrl = "an http or https URL without credentials";

/** An invalid setting. */
export interface SettingProblem {
    /** Path of the setting, or of a value in a list or a map, such as `steps[3].pause.duration`. */
    readonly key: string;
    /** Expected and actual value: `must be ..., got ...`. */
    readonly message: string;
}

/** Reads settings one by one, and collects their problems instead of stopping at the first. */
export class SettingReader {
    private readonly found: SettingProblem[] = [];

    constructor(private readonly source: SettingSource) {}

    /** Problems of the settings that were read. They never contain a secret value. */
    get problems(): readonly SettingProblem[] {
        return this.found;
    }

    /** Adds problems, without the actual value if it is a secret. */
    add(...problems: readonly SettingProblem[]): void {
        for (const { key, message } of problems) {
            const [setting = key] = key.split(/[.[]/, 1);
            const secret = this.source.isSecret(setting);
            this.found.push({ key, message: secret ? message.replace(/, got .*/s, "") : message });
        }
    }

    /** Reads a string; empty if unset. */
    string(key: string): string {
        return this.source.get(key) ?? "";
    }

    /** Reads a string; undefined if unset. */
    optionalString(key: string): string | undefined {
        const text = this.string(key);
        return text === "" ? undefined : text;
    }

    /** Reads a string that `allows` accepts; `must` completes the sentence "key must ...". */
    checked(key: string, must: string, allows: (text: string) => boolean): string {
        const text = this.string(key);
        this.check(key, allows(text), must, text);
        return text;
    }

    /** Reads a string that `allows` accepts; undefined if unset. */
    optionalChecked(key: string, must: string, allows: (text: string) => boolean): string | undefined {
        const text = this.checked(key, `${must}, or nothing`, (value) => value === "" || allows(value));
        return text === "" ? undefined : text;
    }

    /** True when a key has this value. Another call checks it. */
    is(key: string, value: string): boolean {
        return this.string(key) === value;
    }

    /** Rejects a setting that does not apply; `because` names the source of the value instead. */
    leftOut(key: string, because: string): void {
        const text = this.string(key);
        this.check(key, text === "", `be left out, ${because}`, text);
    }

    oneOf<T extends string>(key: string, allowed: readonly T[]): T {
        const must = `be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1) ?? ""}`;
        return this.checked(key, must, (text) => allowed.includes(text as T)) as T;
    }

    /** Reads true or false from a string: Pulumi itself would stop at the first value of a wrong type. */
    flag(key: string): boolean {
        return this.oneOf(key, ["true", "false"]) === "true";
    }

    wholeNumber(key: string, from: number, to = Number.MAX_SAFE_INTEGER): number {
        const text = this.string(key);
        const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
        const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
        this.check(key, value >= from && value <= to, `be a whole number ${range}`, text);
        return value;
    }

    /** Reads a number. Any other value is unchanged: the validator of the app reports it with the allowed range. */
    number(key: string): number {
        const text = this.string(key);
        return (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text) as number;
    }

    /** Reads a duration in seconds; undefined if it is invalid. */
    seconds(key: string): number | undefined {
        const text = this.string(key);
        const seconds = parseDuration(text);
        this.check(key, seconds !== undefined, "be a duration such as 30s, 2m or 1h30m", text);
        return seconds;
    }

    /** Reads a list or a map, which goes into objects in plain text; any other value stays a string. */
    structure(key: string): unknown {
        const text = this.source.get(key);
        if (this.source.isSecret(key) && !this.found.some((problem) => problem.key === key)) {
            const message = "must have no secret: the state and the cluster's objects have it in plain text";
            this.add({ key, message: `${message}; name a key of a Secret, or use secretEnv` });
        }
        return text === undefined ? undefined : parsedOrText(text);
    }

    /** Reads a map; undefined if it is empty, any other value stays. */
    optionalStructure(key: string): unknown {
        const found = this.structure(key);
        return isMap(found) && Object.keys(found).length === 0 ? undefined : found;
    }

    /** Reads a map; empty if it is invalid. */
    map(key: string): Readonly<Record<string, unknown>> {
        const found = this.structure(key);
        if (isMap(found)) {
            return found;
        }
        this.add({ key, message: `must be a map, got ${found === undefined ? "nothing" : shown(found)}` });
        return {};
    }

    /** Reads a map of strings. */
    strings(key: string): Record<string, string> {
        return this.checkedStrings(key, this.structure(key));
    }

    /** Reads a map of secret strings. Only this check sees the values, and no message has one. */
    async secretStrings(key: string): Promise<Record<string, pulumi.Output<string>>> {
        const secret = this.source.getSecret(key);
        if (secret === undefined) {
            return {};
        }
        const parsed = secret.apply(parsedOrText);
        const found = await new Promise<unknown>((resolve) => parsed.apply(resolve));
        const names = Object.keys(this.checkedStrings(key, found, false));
        // Pulumi keeps every setting in the state, with the provider of dynamic resources, in plain text if set so.
        if (names.length > 0 && !this.source.isSecret(key)) {
            this.add({
                key,
                message: `must be set as a secret, with pulumi config set --secret --path ${key}.NAME`,
            });
        }
        return Object.fromEntries(
            names.map((name) => [name, parsed.apply((strings) => (strings as Record<string, string>)[name] ?? "")]),
        );
    }

    private checkedStrings(key: string, found: unknown, show = true): Record<string, string> {
        const got = (value: unknown) => (show ? `, got ${shown(value)}` : "");
        if (!isMap(found)) {
            this.add({ key, message: `must be a map of strings${got(found)}` });
            return {};
        }
        for (const [name, value] of Object.entries(found).filter(([, one]) => typeof one !== "string")) {
            const message = `must be a string, quoted where it looks like a number${got(value)}`;
            this.add({ key: `${key}.${name}`, message });
        }
        return found as Record<string, string>;
    }

    private check(key: string, good: boolean, must: string, got: string): void {
        if (!good) {
            this.add({ key, message: `must ${must}, got ${got === "" ? "nothing" : shown(got)}` });
        }
    }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsedOrText(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
