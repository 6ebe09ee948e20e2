/** An end-to-end spec file. */
export interface Spec {
    /** The file in tests/e2e, without .spec.ts. */
    readonly name: string;
    /** Approximate duration next to other specs, in minutes on two cores. */
    readonly minutes: number;
    /** Needs the local cluster: its processes, its node or its image store. */
    readonly local?: true;
}

/** Specs whose apps have their own stacks, namespaces and jobs; the longest first, for the shortest total time. */
export const sideBySide: readonly Spec[] = [
    { name: "package", minutes: 8 },
    { name: "drift", minutes: 7 },
    { name: "pipeline", minutes: 7 },
    { name: "configuration", minutes: 5 },
    { name: "interruptions", minutes: 5 },
    { name: "pause", minutes: 4 },
    { name: "environments", minutes: 4 },
    { name: "ephemeral", minutes: 4 },
    { name: "baseline", minutes: 3 },
    { name: "crash", minutes: 3 },
    { name: "meddling", minutes: 2 },
    { name: "missingImage", minutes: 2 },
    { name: "unschedulable", minutes: 2 },
    { name: "invalidSpec", minutes: 2 },
    { name: "deadline", minutes: 2 },
    { name: "ownCode", minutes: 2, local: true },
    { name: "errorRate", minutes: 2 },
    { name: "verifyInitial", minutes: 1 },
    { name: "policies", minutes: 1 },
    { name: "platform", minutes: 1 },
    { name: "schemas", minutes: 0.2 },
];

/**
 * Specs that need the cluster exclusively, in the order with the fewest reinstallations: the first count every failed
 * request, which another app's load could cause on a small machine; the next stop a controller and the API server for a
 * while; then the shared platform is removed, and finally the cluster.
 */
export const alone: readonly Spec[] = [
    { name: "promotion", minutes: 4 },
    { name: "rollback", minutes: 4 },
    { name: "anotherService", minutes: 5 },
    { name: "controller", minutes: 3 },
    { name: "apiServer", minutes: 3, local: true },
    { name: "lifecycle", minutes: 4 },
    { name: "definitions", minutes: 2 },
    { name: "production", minutes: 4, local: true },
    { name: "cluster", minutes: 3, local: true },
];
