/** Arguments that determine the names of an app's objects. */
export interface NamingArgs {
    readonly name: string;
    readonly analysisTemplateName?: string;
    readonly stableService?: string;
    readonly canaryService?: string;
    readonly ingresses?: readonly { readonly name?: string }[] | undefined;
}

/** The names of an app's objects. */
export type AppNames = ReturnType<typeof namesOf>;

/** Returns the names of an app's objects. None is generated, because users look for them on the cluster. */
export function namesOf({ name, stableService, canaryService, analysisTemplateName, ingresses = [] }: NamingArgs) {
    return {
        rollout: name,
        ingresses: ingresses.map((ingress) => ingress.name ?? name),
        stableService: stableService ?? `${name}-stable`,
        canaryService: canaryService ?? `${name}-canary`,
        /** Only scraped, never called. Its name becomes the Prometheus job of the queries. */
        metricsService: name,
        analysisTemplate: analysisTemplateName ?? `${name}-analysis`,
        smokeTestTemplate: `${name}-smoke-test`,
    } as const;
}

/** Labels that select an app's pods. */
export function selectorLabels(name: string) {
    return { "app.kubernetes.io/name": name };
}

/** All labels of an app's pods. */
export function podLabels(name: string) {
    return { ...selectorLabels(name), "app.kubernetes.io/part-of": "canary-delivery" };
}
