import * as pulumi from "@pulumi/pulumi";
import type { SettingSource } from "./settingReader";

/** What the SDK knows and its type declarations leave out. */
const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** The stack's configuration under the project's name. */
export class StackConfig extends pulumi.Config implements SettingSource {
    isSecret(key: string): boolean {
        return runtime.isConfigSecret(`${this.name}:${key}`);
    }
}
