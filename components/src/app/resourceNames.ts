import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs } from "./args/app";

/** Returns the function that names a component's objects among Pulumi's resources. */
export function resourceNamer(
    component: string,
    { resourceNames = "object" }: Pick<CanaryAppArgs, "resourceNames">,
): (objectName: string) => string {
    return (objectName) => (resourceNames === "object" ? objectName : `${component}-${objectName}`);
}

/** Components by app, below each parent, or at the top of each program. */
const declared = new WeakMap<object, Map<string, string>>();

/** Returns the error of a component whose objects would be the same resources as those of another one; empty if none. */
export function nameClash(
    component: string,
    { name, resourceNames = "object" }: Pick<CanaryAppArgs, "name" | "resourceNames">,
    parent: pulumi.Resource | undefined,
): { readonly path: string; readonly message: string }[] {
    const scope: object | undefined = parent ?? pulumi.runtime.getMonitor();
    if (scope === undefined || resourceNames === "component") {
        return [];
    }
    const components = declared.get(scope) ?? new Map<string, string>();
    const other = components.get(name);
    declared.set(scope, components.set(name, component));
    // Two of one name are Pulumi's own error, or declared by tests with one mock engine.
    if (other === undefined || other === component) {
        return [];
    }
    const message = `must differ from that of CanaryApp ${other}, or have resourceNames component, got "${name}" for both`;
    return [{ path: "name", message }];
}
