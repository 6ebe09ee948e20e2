import { parseDuration, shown } from "@canary-delivery/components/validation";
import * as pulumi from "@pulumi/pulumi";

/** Where settings come from; {@link StackConfig} is one. */
export interface SettingSource {
    get(key: string): string | undefined;
    getSecret(key: string): pulumi.Output<string> | undefined;
    /** Whether it was set as a secret, `--secret`. */
    isSecret(key: string): boolean;
}

/** What a URL must be: settings are kept in the state in plain. */
export const httpUrl = "an http or https URL without credentials";

/** Reads settings one by one, and collects what is wrong with them instead of stopping at the first. */
export class SettingReader {
    readonly problems: string[] = [];

    constructor(private readonly source: SettingSource) {}

    /** A text that `allows` accepts; `must` finishes the sentence "key must ...". */
    text(key: string, must: string, allows: (text: string) => boolean): string {
        const value = this.source.get(key) ?? "";
        return this.judge(key, allows(value), must, value, value);
    }

    /** A text that `allows` accepts, undefined where nothing is set. */
    optionalText(key: string, must: string, allows: (text: string) => boolean): string | undefined {
        const text = this.text(key, `${must}, or nothing`, (value) => value === "" || allows(value));
        return text === "" ? undefined : text;
    }

    /** Whether a key has this value, which another reader judges. */
    is(key: string, value: string): boolean {
        return (this.source.get(key) ?? "") === value;
    }

    /** Refuses what is set although it has no say; `because` says where the value comes from instead. */
    leftOut(key: string, because: string): void {
        const got = this.source.get(key) ?? "";
        this.judge(key, got === "", `be left out, ${because}`, undefined, got);
    }

    oneOf<T extends string>(key: string, allowed: readonly T[]): T {
        const must = `be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1) ?? ""}`;
        return this.text(key, must, (text) => allowed.includes(text as T)) as T;
    }

    /** A text, since Pulumi itself would stop at the first value of a wrong type. */
    flag(key: string): boolean {
        return this.oneOf(key, ["true", "false"]) === "true";
    }

    wholeNumber(key: string, from: number, to = Number.MAX_SAFE_INTEGER): number {
        const text = this.source.get(key) ?? "";
        const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
        const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
        return this.judge(key, value >= from && value <= to, `be a whole number ${range}`, value, text);
    }

    /** A number greater than 0. */
    positiveNumber(key: string, to = Infinity): number {
        const text = this.source.get(key) ?? "";
        const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
        const must = to === Infinity ? "be a number greater than 0" : `be a number greater than 0, up to ${to}`;
        return this.judge(key, value > 0 && value <= to, must, value, text);
    }

    /** A duration in the text that Argo and Prometheus get. */
    duration(key: string, atLeastSeconds = 1): string {
        const text = this.source.get(key) ?? "";
        const seconds = parseDuration(text);
        const must = `be a duration such as 30s, 2m or 1h30m${atLeastSeconds > 0 ? ", longer than none" : ""}`;
        return this.judge(key, seconds !== undefined && seconds >= atLeastSeconds, must, text, text);
    }

    /** A list or an object, undefined where the text is neither. */
    structure(key: string): unknown {
        const text = this.source.get(key);
        return text === undefined ? undefined : parsedOrText(text);
    }

    /** Texts by name; `named` finishes the sentence "key.name must be named ..." where `allows` refuses a name. */
    texts(key: string, named = "", allows: (name: string) => boolean = () => true): Record<string, string> {
        return this.checkedTexts(key, this.structure(key), named, allows, shown);
    }

    /** Texts by name whose values are secrets: the values are seen by this check alone, and no sentence has one. */
    async secretTexts(
        key: string,
        named: string,
        allows: (name: string) => boolean,
    ): Promise<Record<string, pulumi.Output<string>>> {
        const secret = this.source.getSecret(key);
        if (secret === undefined) {
            return {};
        }
        const parsed = secret.apply(parsedOrText);
        const found = await new Promise<unknown>((resolve) => parsed.apply(resolve));
        const names = Object.keys(this.checkedTexts(key, found, named, allows, () => "what is not shown here"));
        // Pulumi keeps every setting in the state, with the provider of dynamic resources, in plain where it was set so.
        if (names.length > 0 && !this.source.isSecret(key)) {
            this.problems.push(`${key} must be set as a secret, with pulumi config set --secret --path ${key}.NAME`);
        }
        return Object.fromEntries(
            names.map((name) => [name, parsed.apply((texts) => (texts as Record<string, string>)[name] ?? "")]),
        );
    }

    private checkedTexts(
        key: string,
        found: unknown,
        named: string,
        allows: (name: string) => boolean,
        show: (value: unknown) => string,
    ): Record<string, string> {
        if (typeof found !== "object" || found === null || Array.isArray(found)) {
            this.problems.push(`${key} must hold texts by name, got ${found === undefined ? "nothing" : show(found)}`);
            return {};
        }
        for (const [name, value] of Object.entries(found)) {
            if (!allows(name)) {
                this.problems.push(`${key}.${name} must be named ${named}`);
            }
            if (typeof value !== "string") {
                const must = "must be a text, quoted where it looks like a number";
                this.problems.push(`${key}.${name} ${must}, got ${show(value)}`);
            }
        }
        return found as Record<string, string>;
    }

    private judge<T>(key: string, good: boolean, must: string, value: T, got: string): T {
        if (!good) {
            this.problems.push(`${key} must ${must}, got ${got === "" ? "nothing" : shown(got)}`);
        }
        return value;
    }
}

function parsedOrText(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
