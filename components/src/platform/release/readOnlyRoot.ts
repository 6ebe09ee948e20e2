import type { ContainerObject, DeploymentObject } from "./manifestObjects";
import type { KubernetesObject } from "./readManifest";

/** Writable folders of a container whose root filesystem is read-only. */
export interface WritableFolders {
    /** Folders with files of the image: an init container of the same image copies them first. */
    readonly copied: Readonly<Record<string, string>>;
    /** Folders that start empty except for these subfolders. */
    readonly empty: Readonly<Record<string, { readonly path: string; readonly folders?: readonly string[] }>>;
}

/** Returns the Deployment with read-only root filesystems, and a volume for each writable folder, by name. */
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
