/** The names of an app's objects: others look for them on the cluster, so none is generated. */
export function namesOf(name: string) {
    return {
        rollout: name,
        ingress: name,
        stableService: `${name}-stable`,
        canaryService: `${name}-canary`,
        /** Only scraped, never called. Its name becomes the Prometheus job that the queries ask for. */
        metricsService: name,
    } as const;
}

/** What is wrong with an app's name, if anything is. */
export function nameProblem(name: string): string | undefined {
    // 63 characters of a Service's name, less the longest suffix.
    const allowed = 63 - "-stable".length;
    const good = /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= allowed;
    return good
        ? undefined
        : `name must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, ` +
              `and have at most ${allowed} characters, got ${name === "" ? "nothing" : JSON.stringify(name)}`;
}

/** The labels that an app's pods are selected by. */
export function selectorLabels(name: string) {
    return { "app.kubernetes.io/name": name };
}
