import type { EnforcedViolation } from "../../model/evaluate";
import { type KubernetesObject, nameOf, namespaceOf, subjectOf } from "../../model/objects";
import type { Rule } from "../../model/rule";
import type { PassedOver } from "../passedOver";
import type { Place, Places } from "../place";

/** Everything that a run found. */
export interface Result {
    readonly rules: readonly Rule[];
    readonly objects: readonly KubernetesObject[];
    readonly violations: readonly EnforcedViolation[];
    readonly places: Places;
    readonly passedOver: readonly PassedOver[];
}

/** A violation and its place. */
export interface Found extends EnforcedViolation, Place {
    /** The object's name in messages. */
    readonly subject: string;
}

/** Returns the violations with their places, mandatory ones first. */
export function foundIn({ violations, places }: Result): readonly Found[] {
    return (["mandatory", "advisory"] as const).flatMap((level) =>
        violations
            .filter((one) => one.level === level)
            .map((one) => ({ ...one, ...placeOf(one.object, places), subject: subjectOf(one.object) })),
    );
}

/** Returns the place of an object. */
export function placeOf({ source }: KubernetesObject, places: Places): Place {
    return places.get(source) ?? { file: source, line: 1 };
}

/** Describes an object for machines. */
export function identityOf(object: KubernetesObject) {
    const { apiVersion, kind } = object;
    return { apiVersion, kind, namespace: namespaceOf(object), name: nameOf(object) };
}

/** Counts the violations of a level. */
export function countOf({ violations }: Pick<Result, "violations">, level: string): number {
    return violations.filter((one) => one.level === level).length;
}
