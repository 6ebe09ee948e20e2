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
    { name: "interruptions", minutes: 7 },
    { name: "afterAbort", minutes: 6 },
    { name: "drift", minutes: 5 },
    { name: "pipeline", minutes: 4 },
    { name: "judge", minutes: 4 },
    { name: "metrics", minutes: 4 },
    { name: "configuration", minutes: 4 },
    { name: "environments", minutes: 3 },
    { name: "identity", minutes: 3 },
    { name: "ephemeral", minutes: 3 },
    { name: "baseline", minutes: 3 },
    { name: "crash", minutes: 3 },
    { name: "pods", minutes: 3 },
    { name: "testers", minutes: 3 },
    { name: "prometheusAccess", minutes: 3 },
    { name: "pause", minutes: 2 },
    { name: "meddling", minutes: 2 },
    { name: "invalidSpec", minutes: 2 },
    { name: "ownCode", minutes: 2, local: true },
    { name: "errorRate", minutes: 2 },
    { name: "missingImage", minutes: 1 },
    { name: "unschedulable", minutes: 1 },
    { name: "deadline", minutes: 1 },
    { name: "verifyInitial", minutes: 1 },
    { name: "policies", minutes: 1 },
    { name: "platform", minutes: 1 },
    { name: "podSecurity", minutes: 1 },
    { name: "schemas", minutes: 0.3 },
];

/**
 * Specs that need the cluster exclusively, in the order with the fewest reinstallations: the first count every failed
 * request, which another app's load could cause on a small machine; the next stop a controller and the API server for a
 * while; then the shared platform is removed, and finally the cluster.
 */
export const alone: readonly Spec[] = [
    { name: "promotion", minutes: 3 },
    { name: "rollback", minutes: 3 },
    { name: "anotherService", minutes: 3 },
    { name: "replicas", minutes: 4 },
    { name: "advance", minutes: 6, local: true },
    { name: "controller", minutes: 2 },
    { name: "apiServer", minutes: 1, local: true },
    { name: "lifecycle", minutes: 3 },
    { name: "definitions", minutes: 1 },
    { name: "production", minutes: 2, local: true },
    { name: "cluster", minutes: 1, local: true },
];
