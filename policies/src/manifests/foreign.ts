import { at, type Fields, isFields, listAt, stringAt, stringsAt } from "../model/value";
import { named } from "./files";
import type { PassedOver } from "./passedOver";

/** API groups of files that tools read and clusters do not. */
const toolGroups = ["kustomize.config.k8s.io", "kind.x-k8s.io", "skaffold", "kubeadm.k8s.io", "kubelet.config.k8s.io"];

/** Returns the reason why a file has no objects of a cluster, by all its documents; undefined if it may have some. */
export function foreign(bodies: readonly unknown[]): PassedOver["reason"] | undefined {
    if (bodies.length === 0) {
        return undefined;
    }
    if (bodies.every(isToolConfiguration)) {
        return "local";
    }
    return bodies.every((body) => !isFields(body) || !("apiVersion" in body || "kind" in body)) ? "other" : undefined;
}

function isToolConfiguration(body: unknown): boolean {
    const group = stringAt(body, "apiVersion")?.split("/")[0] ?? "";
    const annotations = at(body, "metadata.annotations");
    const local = isFields(annotations) && annotations["config.kubernetes.io/local-config"];
    return toolGroups.includes(group) || local === "true";
}

/** Returns the paths of the files that a kustomization reads and that are not its resources. */
export function kustomizationInputs(file: string, body: unknown): readonly string[] {
    const paths = (field: string, key: string) => listAt(body, field).map((item) => stringAt(item, key));
    const files = ["configMapGenerator", "secretGenerator"].flatMap((field) =>
        listAt(body, field).flatMap((generator) => [...stringsAt(generator, "files"), ...stringsAt(generator, "envs")]),
    );
    const all = [
        ...["patches", "patchesJson6902", "replacements"].flatMap((field) => paths(field, "path")),
        ...["patchesStrategicMerge", "configurations", "generators", "transformers", "validators"].flatMap((field) =>
            stringsAt(body, field),
        ),
        ...paths("helmCharts", "valuesFile"),
        // Such as settings.yaml=files/prod.yaml.
        ...files.map((path) => path.replace(/^[^=]*=/, "")),
    ];
    return all.filter((path) => path !== undefined).map((path) => named(file, path));
}

/** Returns the items of a List, with the kind and version that they have by the List's, as kubectl completes them. */
export function itemsOf(body: Fields): readonly unknown[] | undefined {
    const { apiVersion, kind, items } = body;
    if (!Array.isArray(items) || typeof kind !== "string") {
        return undefined;
    }
    const itemKind = kind.replace(/List$/, "");
    return items.map((item: unknown) =>
        itemKind !== "" && isFields(item) && !("apiVersion" in item || "kind" in item)
            ? { apiVersion, kind: itemKind, ...item }
            : item,
    );
}
