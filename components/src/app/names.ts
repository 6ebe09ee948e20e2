/** What the names of an app's objects follow from. */
export interface NamingArgs {
    readonly name: string;
    readonly stableService?: string;
    readonly canaryService?: string;
    readonly ingresses: readonly { readonly name?: string }[];
}

/** The names of an app's objects. */
export type AppNames = ReturnType<typeof namesOf>;

/** The names of an app's objects: others look for them on the cluster, so none is generated. */
export function namesOf({ name, stableService, canaryService, ingresses }: NamingArgs) {
    return {
        rollout: name,
        ingresses: ingresses.map((ingress) => ingress.name ?? name),
        stableService: stableService ?? `${name}-stable`,
        canaryService: canaryService ?? `${name}-canary`,
        /** Only scraped, never called. Its name becomes the Prometheus job that the queries ask for. */
        metricsService: name,
    } as const;
}

/** What is wrong with an app's name, if anything is. */
export function nameProblem(name: string): string | undefined {
    // 63 characters of a Service's name, less the longest suffix.
    const allowed = 63 - "-stable".length;
    return serviceNameProblem("name", name, allowed);
}

/** What is wrong with a name of a Service, if anything is. */
export function serviceNameProblem(subject: string, name: string, allowed = 63): string | undefined {
    const good = /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= allowed;
    return good
        ? undefined
        : `${subject} must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, ` +
              `and have at most ${allowed} characters, got ${name === "" ? "nothing" : JSON.stringify(name)}`;
}

/** The labels that an app's pods are selected by. */
export function selectorLabels(name: string) {
    return { "app.kubernetes.io/name": name };
}

/** All labels of an app's pods. */
export function podLabels(name: string) {
    return { ...selectorLabels(name), "app.kubernetes.io/part-of": "canary-delivery" };
}
