/** The AWS Load Balancer Controller, by an action that the Rollouts controller writes to the app's Ingresses. */
export interface AlbRouterArgs {
    readonly kind: "alb";
    /**
     * Seconds for which the requests of a session stay with its version; the share of the requests is then not verified.
     * @default - no sessions
     */
    readonly stickinessSeconds?: number;
}
