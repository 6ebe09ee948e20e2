import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { canaryDelivery, type Project } from "./project";

/** The program of a stack and its committed settings. */
export interface StackOrigin {
    /** @default - the program of the checkout's root */
    readonly project?: Project;
    /**
     * The committed settings below the stack's settings; a file next to the project's Pulumi.yaml.
     * @default "Pulumi.dev.yaml", if it exists
     */
    readonly settings?: "Pulumi.dev.yaml" | "Pulumi.ci.yaml" | "Pulumi.prod.yaml";
}

/** The fields used here of a stack's settings file. */
export interface SettingsFile {
    readonly encryptionsalt?: string;
    readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * The text of a stack's settings file: its other content, such as the encryption salt, and the committed settings with
 * these on top. An undefined setting is omitted, so that the program's default applies.
 */
export function settingsText(
    { project = canaryDelivery, settings: committed }: StackOrigin,
    stackFile: string,
    settings: Readonly<Record<string, unknown>>,
): string {
    const ofProject = join(project.folder, committed ?? "Pulumi.dev.yaml");
    // A project without committed settings gets all settings from the caller.
    const { config = {} } = committed === undefined && !existsSync(ofProject) ? {} : readSettings(ofProject);
    return withSettings({ ...readSettings(stackFile), config }, settings, project.name);
}

/** The text of a settings file with these settings on top; a key without a prefix is the project's. */
export function withSettings(
    file: SettingsFile,
    settings: Readonly<Record<string, unknown>>,
    projectName: string,
): string {
    const set = Object.entries(settings).map(([key, value]) => [
        key.includes(":") ? key : `${projectName}:${key}`,
        value,
    ]);
    const config = { ...file.config, ...(Object.fromEntries(set) as Record<string, unknown>) };
    // JSON has no undefined values.
    return stringify(JSON.parse(JSON.stringify({ ...file, config })));
}

function readSettings(file: string): SettingsFile {
    return (parse(readFileSync(file, "utf8")) ?? {}) as SettingsFile;
}
