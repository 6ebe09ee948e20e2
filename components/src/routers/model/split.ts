import type { RouteFault, RouteMisrouting } from "./misrouting";
import type { RouteReference } from "./objects";
import { percent } from "./percent";

/** A receiver of a rule's requests. */
export interface Receiver {
    /** Kind and name, such as "Service web-canary". */
    readonly label: string;
    /** Its role in the rollout; undefined for any other receiver. */
    readonly role?: "stable" | "canary" | undefined;
    /** The Service or subset in messages. */
    readonly name: string;
    readonly weight?: number | undefined;
}

/** The canary's share of a rule's requests, and the rule's faults. */
export interface RuleSplit {
    /** In percent; undefined if the rule does not split between the two versions. */
    readonly weight: number | undefined;
    readonly misroutings: readonly RouteMisrouting[];
}

/** Reads the split of a rule. `unset`: the meaning of an absent weight; 1 is a fault, because no one means it. */
export function splitOf(route: RouteReference, place: string, receivers: readonly Receiver[], unset: 0 | 1): RuleSplit {
    const found = (fault: RouteFault) => ({ kind: "routeFault", route, fault }) as const;
    const pair = receivers.filter(({ role }) => role !== undefined);
    const canary = pair.find(({ role }) => role === "canary");
    if (canary === undefined || !pair.some(({ role }) => role === "stable")) {
        return { weight: undefined, misroutings: [found({ kind: "noPair", place })] };
    }
    const weightOf = ({ weight = unset }: Receiver) => weight;
    const total = receivers.reduce((sum, receiver) => sum + weightOf(receiver), 0);
    const misroutings = [
        ...pair
            .filter(({ weight }) => weight === undefined && unset === 1)
            .map(({ name }) => found({ kind: "unsetWeight", place, service: name })),
        ...receivers
            .filter((receiver) => receiver.role === undefined && weightOf(receiver) > 0)
            .map(({ label }) => found({ kind: "otherReceiver", place, receiver: label })),
    ];
    return { weight: total === 0 ? 0 : percent(weightOf(canary), total), misroutings };
}

/** Returns the role of a Service in a rollout; undefined for any other Service. */
export function roleOf(
    name: string | undefined,
    services: { readonly stable: string; readonly canary: string } | undefined,
): "stable" | "canary" | undefined {
    return name === undefined
        ? undefined
        : name === services?.canary
          ? "canary"
          : name === services?.stable
            ? "stable"
            : undefined;
}

/** True when two lists have an element in common, or are both empty. */
export function meet(one: readonly string[], other: readonly string[]): boolean {
    return (one.length === 0 && other.length === 0) || one.some((element) => other.includes(element));
}

/** True when two lists have an element in common; an empty one has all. */
export function meetOrAny(one: readonly string[], other: readonly string[]): boolean {
    return one.length === 0 || other.length === 0 || meet(one, other);
}
