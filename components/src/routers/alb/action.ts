/** A receiver of requests in an action of the AWS Load Balancer Controller. */
export interface TargetGroup {
    readonly serviceName?: string;
    readonly weight?: number;
}

/** The part of an action's annotation that the router reads. */
export interface ForwardAction {
    readonly targetGroups: readonly TargetGroup[];
    readonly sticky: boolean;
}

/** Reads the annotation of an action; undefined if it is not one that forwards. Its keys may begin with either case. */
export function forwardActionOf(annotation: string | undefined): ForwardAction | undefined {
    try {
        const config = field(JSON.parse(annotation ?? ""), "forwardConfig");
        const groups = field(config, "targetGroups");
        return !Array.isArray(groups)
            ? undefined
            : {
                  targetGroups: groups.map((group) => ({
                      ...textOf("serviceName", field(group, "serviceName")),
                      ...weightOf(field(group, "weight")),
                  })),
                  sticky: field(field(config, "targetGroupStickinessConfig"), "enabled") === true,
              };
    } catch {
        return undefined;
    }
}

/** Returns a field whatever the case of its name, as the controller reads it (Go's encoding/json). */
function field(object: unknown, name: string): unknown {
    return Object.entries(object ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function textOf(key: "serviceName", value: unknown): TargetGroup {
    return typeof value === "string" ? { [key]: value } : {};
}

function weightOf(value: unknown): TargetGroup {
    return typeof value === "number" ? { weight: value } : {};
}
