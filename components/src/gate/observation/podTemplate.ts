import {
    podHashLabel,
    revisionAnnotation,
    type EphemeralMetadata,
    type PodTemplate,
    type ReplicaSetObject,
    type RolloutObject,
} from "../cluster/types";
import { isObject, normalised } from "../model/specHash";

/** The annotation of a ReplicaSet with the metadata that the controller has added to its template. */
const ephemeralAnnotation = "rollout.argoproj.io/ephemeral-metadata";

/**
 * True when the controller's own records state that its current ReplicaSet is the one of the rollout's template. The
 * observed generation alone does not prove it: the controller also writes it with the old pod hash, on a scaling event
 * (syncReplicasOnly), with a changed pause (checkPausedConditions), and when it cannot create the new ReplicaSet
 * (patchCondition), which leaves the old version Healthy. Since Argo Rollouts 1.8 it first makes the new ReplicaSet,
 * and writes its revision into the Rollout before either of the former two. The annotation desired-replicas does not
 * show it: both ReplicaSets have the new number by then.
 */
export function isRecorded({ metadata }: ReplicaSetObject, { metadata: of, status }: RolloutObject): boolean {
    return (
        metadata.annotations?.[revisionAnnotation] === of.annotations?.[revisionAnnotation] &&
        !(status?.conditions ?? []).some(({ reason }) => reason === "ReplicaSetCreateError")
    );
}

/**
 * True when a ReplicaSet's template has everything that a rollout's template sets. It may have more, from the API
 * server's defaults and from admission webhooks, which may also pin images to a digest.
 */
export function isTemplateOf(replicaSet: ReplicaSetObject, rollout: RolloutObject): boolean {
    const template = rollout.spec?.template ?? {};
    const made = replicaSet.spec?.template ?? {};
    const injected = injectedMetadata(replicaSet, rollout);
    const keeps = (kind: "labels" | "annotations") =>
        Object.entries(template.metadata?.[kind] ?? {}).every(
            ([key, value]) =>
                made.metadata?.[kind]?.[key] === value || injected.some((metadata) => key in (metadata[kind] ?? {})),
        );
    return keeps("annotations") && keeps("labels") && contains(normalised(made.spec), normalised(template.spec));
}

/** True when a value has all fields and elements of a declared one; `key` is the name of their field. */
function contains(made: unknown, declared: unknown, key = ""): boolean {
    if (Array.isArray(declared)) {
        return Array.isArray(made) && containsAll(made, declared);
    }
    if (isObject(declared)) {
        // A `value` has no default: an absent one is empty.
        const keys = [...Object.keys(declared), "value"];
        return isObject(made) && keys.every((field) => contains(made[field], declared[field], field));
    }
    return made === declared || (key === "image" && isPinned(String(made), String(declared)));
}

/** True when a list has the declared objects in their order, with others between them; plain values must be the same. */
function containsAll(made: readonly unknown[], declared: readonly unknown[]): boolean {
    if (!declared.every(isObject)) {
        return made.length === declared.length && declared.every((value, index) => value === made[index]);
    }
    let next = 0;
    return declared.every((value) => {
        const index = made.findIndex((candidate, at) => at >= next && contains(candidate, value));
        next = index + 1;
        return index >= 0;
    });
}

/** True when an image is a declared one with its full name or with a digest, which may replace the tag. */
function isPinned(made: string, declared: string): boolean {
    const [a, b] = [imageParts(made), imageParts(declared)];
    if (a.name !== b.name) {
        return false;
    }
    return b.digest === undefined ? (a.tag ?? (a.digest && b.tag)) === b.tag : a.digest === b.digest;
}

function imageParts(image: string) {
    const [tagged = "", digest] = image.split("@");
    const [, path = "", tag] = /^(.*?)(?::([^:/]*))?$/.exec(tagged) ?? [];
    const name = path.replace(/^(index\.)?docker\.io\//, "").replace(/^library\//, "");
    return { name, digest, tag: tag ?? (digest === undefined ? "latest" : undefined) };
}

/**
 * Returns the metadata that the controller adds to a ReplicaSet's template, and removes again, as the version becomes
 * canary, stable or neither (SyncReplicaSetEphemeralPodMetadata). If it removes a key that the template also sets, the
 * template's value does not come back.
 */
function injectedMetadata({ metadata }: ReplicaSetObject, { spec }: RolloutObject): EphemeralMetadata[] {
    const { canaryMetadata = {}, stableMetadata = {} } = spec?.strategy?.canary ?? {};
    const injected = metadata.annotations?.[ephemeralAnnotation];
    return [canaryMetadata, stableMetadata, parsed(injected)];
}

/** Returns the pod template of a version as a rollout declares it: without what the controller has added. */
export function declaredTemplate({ metadata, spec }: ReplicaSetObject): PodTemplate {
    const { metadata: given = {}, ...template } = spec?.template ?? {};
    const injected = parsed(metadata.annotations?.[ephemeralAnnotation]);
    const declared = (kind: "labels" | "annotations") =>
        Object.entries(given[kind] ?? {}).filter(([key]) => key !== podHashLabel && !(key in (injected[kind] ?? {})));
    return {
        ...template,
        metadata: {
            ...given,
            ...(given.labels && { labels: Object.fromEntries(declared("labels")) }),
            ...(given.annotations && { annotations: Object.fromEntries(declared("annotations")) }),
        },
    };
}

/** Parses metadata as Argo does: invalid JSON counts as none. */
function parsed(annotation = "{}"): EphemeralMetadata {
    try {
        return (JSON.parse(annotation) ?? {}) as EphemeralMetadata;
    } catch {
        return {};
    }
}
