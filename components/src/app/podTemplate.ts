import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryContainer, CanaryPodTemplate } from "./args/podTemplate";
import { withoutUndefined } from "./args/withoutUndefined";
import { isPending } from "./validate/validation";

type Container = k8s.types.input.core.v1.Container;
type PodSpec = k8s.types.input.core.v1.PodSpec;

/** The fields of a pod's spec that are merged, as the app declares them. */
export interface MergedPodSpec extends PodSpec {
    readonly containers: Container[];
    readonly volumes?: k8s.types.input.core.v1.Volume[];
    readonly securityContext?: k8s.types.input.core.v1.PodSecurityContext;
}

/** Returns a pod's spec with the fields of a template; the container of this name stays the first one. */
export function withPodTemplate(declared: MergedPodSpec, name: string, template: CanaryPodTemplate = {}): PodSpec {
    const { spec = {} } = withoutUndefined(template);
    const { containers = [], initContainers, volumes = [], securityContext, ...fields } = spec;
    const own = containers.find((container) => container.name === name);
    const sidecars = containers.filter((container) => container !== own);
    const allVolumes = [...(declared.volumes ?? []), ...volumes];
    return {
        ...declared,
        ...fields,
        ...(securityContext && { securityContext: withFields(declared.securityContext, securityContext) }),
        containers: [
            ...declared.containers.map((container) => (own === undefined ? container : merged(container, own))),
            ...sidecars.map(mutable),
        ],
        ...(initContainers && { initContainers: initContainers.map(mutable) }),
        volumes: allVolumes.length > 0 ? allVolumes : undefined,
    };
}

/** Returns the metadata of an app's pods with the labels and annotations of a template. */
export function podMetadata(
    template: CanaryPodTemplate = {},
    labels: Readonly<Record<string, string>>,
    scraping: Readonly<Record<string, string>>,
): k8s.types.input.meta.v1.ObjectMeta {
    const { metadata = {} } = withoutUndefined(template);
    const annotations = { ...scraping, ...metadata.annotations };
    return {
        labels: { ...metadata.labels, ...labels },
        ...(Object.keys(annotations).length > 0 && { annotations }),
    };
}

/** A container as {@link appPodSpec} declares it: without an Output in the place of a field that is merged. */
interface Declared extends Omit<Container, keyof Merged> {
    readonly env?: Merged["env"];
    readonly ports?: Merged["ports"];
    readonly volumeMounts?: Merged["volumeMounts"];
    readonly securityContext?: Merged["securityContext"];
}

/** The fields of a container that are merged. */
interface Merged {
    readonly env: k8s.types.input.core.v1.EnvVar[];
    readonly ports: k8s.types.input.core.v1.ContainerPort[];
    readonly volumeMounts: k8s.types.input.core.v1.VolumeMount[];
    readonly securityContext: k8s.types.input.core.v1.SecurityContext;
}

function merged(container: Container, own: CanaryContainer): Container {
    const declared = container as Declared;
    const { env, ports, volumeMounts, securityContext, ...fields } = own;
    return {
        ...declared,
        ...fields,
        ...(env && { env: [...(declared.env ?? []), ...env] }),
        ...(ports && { ports: [...(declared.ports ?? []), ...ports] }),
        ...(volumeMounts && { volumeMounts: [...(declared.volumeMounts ?? []), ...volumeMounts] }),
        ...(securityContext && { securityContext: withFields(declared.securityContext, securityContext) }),
    };
}

/** Returns an object with more fields; an Output only for fields that are one, since it would hide the others in a preview. */
function withFields<T extends object>(declared: T | undefined, fields: pulumi.Input<T>): pulumi.Input<T> {
    const added = (given: object) => ({ ...declared, ...withoutUndefined(given) }) as T;
    return isPending(fields) ? pulumi.output(fields as pulumi.Input<object>).apply(added) : added(fields);
}

/** Returns a container in Pulumi's type, whose lists are not readonly. */
function mutable(container: CanaryContainer): Container {
    return container as Container;
}
