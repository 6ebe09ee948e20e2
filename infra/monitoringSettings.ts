import type { MonitoringArgs, ServiceLevelObjective } from "@canary-delivery/components";
import type { SettingReader } from "./settingReader";

/** Settings of alerts and dashboards, of the app and of the platform that this stack installs. */
export interface MonitoringSettings {
    readonly slo: ServiceLevelObjective;
    /** Arguments of the app's and of the platform's. */
    readonly shared: MonitoringArgs;
}

/** Reads the settings of alerts and dashboards; undefined without them. */
export function readMonitoring(read: SettingReader): MonitoringSettings | undefined {
    const wanted = read.flag("monitoring");
    // Unused without them, but checked for the day when they are used.
    const slo = read.map("slo") as ServiceLevelObjective;
    const runbooks = read.checked("runbooks", "be a folder or a URL", (text) => text !== "");
    return wanted ? { slo, shared: { runbooks } } : undefined;
}
