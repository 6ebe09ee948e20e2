/** Ingress-nginx, or another data plane that reads its annotations, by the app's Ingresses. */
export interface NginxRouterArgs {
    readonly kind: "nginx";
}
