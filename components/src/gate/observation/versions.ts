import { ownedBy } from "../cluster/snapshot";
import {
    podHashLabel,
    revisionAnnotation,
    type PodTemplate,
    type ReplicaSetObject,
    type RolloutObject,
} from "../cluster/types";

/** The version of a rollout, according to its status and its template. */
export interface RolloutVersion {
    readonly podHash: string;
    readonly revision: number;
    /** Of the first container. */
    readonly image: string;
}

/** Returns the current version of a Rollout. */
export function versionOf({ metadata, spec, status }: RolloutObject): RolloutVersion {
    return {
        podHash: status?.currentPodHash ?? "",
        revision: revisionOf({ metadata }),
        image: imageOf(spec?.template),
    };
}

/** Returns the version of a ReplicaSet. */
export function versionIn({ metadata, spec }: ReplicaSetObject): RolloutVersion {
    return {
        podHash: metadata.labels?.[podHashLabel] ?? "",
        revision: revisionOf({ metadata }),
        image: imageOf(spec?.template),
    };
}

/** Returns the image of a template's first container. */
function imageOf(template: PodTemplate | undefined): string {
    return template?.spec?.containers?.[0]?.image ?? "";
}

/** Returns the pod hash of a Rollout's current version, and those of its other ReplicaSets. */
export function versionHashes(
    rollout: RolloutObject,
    replicaSets: readonly ReplicaSetObject[],
): { readonly current: string; readonly others: readonly string[] } {
    const { podHash: current } = versionOf(rollout);
    const hashes = ownedBy(rollout, replicaSets).flatMap(({ metadata }) => metadata.labels?.[podHashLabel] ?? []);
    return { current, others: hashes.filter((hash) => hash !== current) };
}

/** Returns the revision that the controller has counted for a Rollout or a ReplicaSet; 0 before that. */
export function revisionOf({ metadata }: Pick<ReplicaSetObject, "metadata">): number {
    return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** Returns the ReplicaSet of the version that this revision has replaced. */
export function replacedBy(revision: number, owned: readonly ReplicaSetObject[]): ReplicaSetObject | undefined {
    const older = owned.filter((candidate) => revisionOf(candidate) < revision);
    return older.sort((one, other) => revisionOf(other) - revisionOf(one))[0];
}

/**
 * True when a rollout goes back to a version so recent that Argo skips the steps and the analysis: it was created
 * before the stable one, with fewer than `rollbackWindow.revisions` between them (Argo's isRollbackWithinWindow). The
 * controller reverts every pause and abort of such a rollout.
 */
export function isWithinRollbackWindow(
    { spec = {} }: RolloutObject,
    owned: readonly ReplicaSetObject[],
    current: ReplicaSetObject | undefined,
    stable: ReplicaSetObject | undefined,
): boolean {
    const revisions = spec.rollbackWindow?.revisions ?? 0;
    const [from, to] = [createdAt(stable), createdAt(current)];
    const between = owned.filter((replicaSet) => to < createdAt(replicaSet) && createdAt(replicaSet) < from);
    return to < from && between.length < revisions;
}

function createdAt(replicaSet: ReplicaSetObject | undefined): number {
    return Date.parse(replicaSet?.metadata.creationTimestamp ?? "");
}
