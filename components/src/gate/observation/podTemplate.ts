import type { EphemeralMetadata, PodTemplate, ReplicaSetObject, RolloutObject } from "../cluster/types";

/**
 * True when a ReplicaSet was made from a rollout's template. The generation alone does not prove it: on a scaling event
 * the controller writes the new observedGeneration with the old pod hash (syncReplicasOnly), so a change of replicas
 * and template together briefly shows a Healthy old version. The API server fills in defaults, so only the fields that
 * the template sets are compared.
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
    const sources = sourcesOf(made);
    return (
        keeps("annotations") &&
        keeps("labels") &&
        sourcesOf(template).every((source) => sources.includes(source)) &&
        (template.spec?.containers ?? []).every((container) => {
            const running = made.spec?.containers?.find((candidate) => candidate.name === container.name);
            const declared = (container.env ?? []).filter((variable) => variable.value !== undefined);
            return (
                running?.image === container.image &&
                declared.every((variable) =>
                    running?.env?.some(
                        (actual) => actual.name === variable.name && (actual.value ?? "") === variable.value,
                    ),
                )
            );
        })
    );
}

/**
 * Returns the metadata that the controller adds to a ReplicaSet's template, and removes again, as the version becomes
 * canary, stable or neither (SyncReplicaSetEphemeralPodMetadata). If it removes a key that the template also sets, the
 * template's value does not come back.
 */
function injectedMetadata({ metadata }: ReplicaSetObject, { spec }: RolloutObject): EphemeralMetadata[] {
    const { canaryMetadata = {}, stableMetadata = {} } = spec?.strategy?.canary ?? {};
    const injected = metadata.annotations?.["rollout.argoproj.io/ephemeral-metadata"];
    return [canaryMetadata, stableMetadata, parsed(injected)];
}

/** Parses metadata as Argo does: invalid JSON counts as none. */
function parsed(annotation = "{}"): EphemeralMetadata {
    try {
        return (JSON.parse(annotation) ?? {}) as EphemeralMetadata;
    } catch {
        return {};
    }
}

/** Returns the sources of the pods' configuration: a new name, such as one derived from content, is a new template. */
function sourcesOf({ spec = {} }: PodTemplate): string[] {
    const volumes = (spec.volumes ?? []).flatMap(({ name, configMap, secret }) => [
        ...(configMap?.name === undefined ? [] : [`volume ${name} ConfigMap ${configMap.name}`]),
        ...(secret?.secretName === undefined ? [] : [`volume ${name} Secret ${secret.secretName}`]),
    ]);
    const variables = (spec.containers ?? []).flatMap(({ name: container, env = [], envFrom = [] }) => [
        ...env.flatMap(({ name, valueFrom: { configMapKeyRef, secretKeyRef } = {} }) => [
            ...(configMapKeyRef?.name === undefined ? [] : [`${container} ${name} ConfigMap ${configMapKeyRef.name}`]),
            ...(secretKeyRef?.name === undefined ? [] : [`${container} ${name} Secret ${secretKeyRef.name}`]),
        ]),
        ...envFrom.flatMap(({ configMapRef, secretRef }) => [
            ...(configMapRef?.name === undefined ? [] : [`${container} ConfigMap ${configMapRef.name}`]),
            ...(secretRef?.name === undefined ? [] : [`${container} Secret ${secretRef.name}`]),
        ]),
    ]);
    return [...volumes, ...variables];
}
