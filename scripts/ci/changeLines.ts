import type { Change } from "./changes";

const marks: Readonly<Record<Change["op"], string>> = { create: "+", update: "!", replace: "!", delete: "-" };
const order: readonly Change["op"][] = ["replace", "delete", "update", "create"];

/** Changes as the lines of a coloured `diff` block, the most dangerous first. */
export function changeLines(changes: readonly Change[]): string[] {
    const sorted = [...changes].sort((a, b) => order.indexOf(a.op) - order.indexOf(b.op));
    return sorted.flatMap(({ op, type, name, fields }) => [
        `${marks[op]} ${op} ${shortType(type)} ${name}`,
        ...fields.flatMap(({ path, before, after }) => [
            ...(before === undefined ? [] : [`-     ${path}: ${before}`]),
            ...(after === undefined ? [] : [`+     ${path}: ${after}`]),
        ]),
    ]);
}

/** "2 to create, 1 to update". */
export function countsOf(changes: readonly Change[]): string {
    const counts = order
        .map((op) => ({ op, count: changes.filter((change) => change.op === op).length }))
        .filter(({ count }) => count > 0);
    return counts.length === 0 ? "nothing to change" : counts.map(({ op, count }) => `${count} to ${op}`).join(", ");
}

/** The type without the prefix of Kubernetes or of dynamic providers; a custom resource keeps its group. */
function shortType(type: string): string {
    return type.replace(/^kubernetes:/, "").replace(/^pulumi-nodejs:dynamic\//, "");
}
