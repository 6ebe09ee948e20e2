import type { CanaryContainer, CanaryPodTemplate } from "../args/podTemplate";

/** A container of a pod template, with its path in the arguments. */
export interface TemplateContainer {
    readonly container: CanaryContainer;
    readonly path: string;
    /** True if it ends before the app starts. */
    readonly ends: boolean;
}

/** Returns the containers of a pod template, and then its init containers. */
export function templateContainers({ spec = {} }: CanaryPodTemplate = {}): TemplateContainer[] {
    return (["containers", "initContainers"] as const).flatMap((list) =>
        (spec[list] ?? []).map((container, index) => ({
            container,
            path: `podTemplate.spec.${list}[${index}]`,
            ends: list === "initContainers" && container.restartPolicy !== "Always",
        })),
    );
}
