import type { EphemeralMetadata, PodTemplate, ReplicaSetObject, RolloutObject } from "../cluster/types";

/**
 * Whether a ReplicaSet was made from a rollout's template. The generation alone does not say so: on a scaling event the
 * controller writes the new observedGeneration with the old pod hash (syncReplicasOnly), so a change of replicas and
 * template together shows a Healthy old version for a moment. The API server fills in defaults, so only what the
 * template itself says is compared.
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
 * The metadata that the controller puts over that of a ReplicaSet's template, and takes away again, as the version gets
 * a canary, stable or neither (SyncReplicaSetEphemeralPodMetadata). Where it takes a key away that is also the template's
 * own, the template's value does not come back.
 */
function injectedMetadata({ metadata }: ReplicaSetObject, { spec }: RolloutObject): EphemeralMetadata[] {
    const { canaryMetadata = {}, stableMetadata = {} } = spec?.strategy?.canary ?? {};
    const injected = metadata.annotations?.["rollout.argoproj.io/ephemeral-metadata"];
    return [canaryMetadata, stableMetadata, parsed(injected)];
}

/** As Argo reads it: what is no JSON is no metadata. */
function parsed(annotation = "{}"): EphemeralMetadata {
    try {
        return (JSON.parse(annotation) ?? {}) as EphemeralMetadata;
    } catch {
        return {};
    }
}

/** Where pods get their configuration from: an object of another name, such as one by its content, is another template. */
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
