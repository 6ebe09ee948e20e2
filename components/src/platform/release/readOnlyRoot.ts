import type { ContainerObject, DeploymentObject } from "./manifestObjects";
import type { KubernetesObject } from "./readManifest";

/** Where a container writes, although its image cannot be written to. */
export interface WritableFolders {
    /** Folders that the image has files in: an init container of the same image copies them first. */
    readonly copied: Readonly<Record<string, string>>;
    /** Folders that start empty but for these folders in them. */
    readonly empty: Readonly<Record<string, { readonly path: string; readonly folders?: readonly string[] }>>;
}

/** The Deployment with images that nobody can write to, and a volume for each folder that is written to, by name. */
export function withReadOnlyRoot(object: KubernetesObject, { copied, empty }: WritableFolders): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const { spec } = object as DeploymentObject;
    const podSpec = spec.template.spec;
    const folders = [
        ...Object.entries(copied),
        ...Object.entries(empty).map(([name, { path }]) => [name, path] as const),
    ];
    const containers = podSpec.containers.map((container) => ({
        ...container,
        securityContext: readOnly(container),
        volumeMounts: [
            ...listOf(container["volumeMounts"]),
            ...folders.map(([name, mountPath]) => ({ name, mountPath })),
        ],
    }));
    const commands = [
        ...Object.entries(copied).map(([name, path]) => `cp -R ${path}/. /volumes/${name}/`),
        ...Object.entries(empty).flatMap(([name, one]) =>
            (one.folders ?? []).map((folder) => `mkdir -p /volumes/${name}/${folder}`),
        ),
    ];
    const initContainers = podSpec.containers.map((container) => ({
        name: "folders",
        image: container.image,
        imagePullPolicy: container["imagePullPolicy"],
        command: ["/bin/sh", "-ec", commands.join("\n")],
        resources: container["resources"],
        securityContext: { ...readOnly(container), capabilities: { drop: ["ALL"] } },
        volumeMounts: folders.map(([name]) => ({ name, mountPath: `/volumes/${name}` })),
    }));
    const volumes = [...listOf(podSpec["volumes"]), ...folders.map(([name]) => ({ name, emptyDir: {} }))];
    const template = { ...spec.template, spec: { ...podSpec, initContainers, containers, volumes } };
    return { ...object, spec: { ...spec, template } };
}

function listOf(value: unknown): readonly unknown[] {
    return (value ?? []) as readonly unknown[];
}

function readOnly(container: ContainerObject): object {
    return { ...(container["securityContext"] as object | undefined), readOnlyRootFilesystem: true };
}
