/** URLs of Prometheus: inside the cluster, and for the gate ("" = through the API server). */
export interface MetricsSource {
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
}

/** The route to Prometheus: a path of the API server, a URL, or none and the reason. */
export type PrometheusRoute =
    | {
          readonly kind: "service";
          readonly service: string;
          readonly namespace: string;
          /** The Service as `services/proxy` names it: with its port, and with a scheme other than http. */
          readonly proxied: string;
          readonly path: string;
      }
    | { readonly kind: "url"; readonly url: string }
    | { readonly kind: "invalid"; readonly reason: string };

/**
 * Returns the route to the query API of a source. If the host of an address is the name of a Service
 * (`name.namespace`, with or without `.svc` and the cluster's domain), this is the API server's service proxy; any
 * other host is queried directly. A host of two labels counts as a Service.
 */
export function routeOf({ prometheusAddress, prometheusUrl }: MetricsSource): PrometheusRoute {
    const [name, text] =
        prometheusUrl === "" ? ["prometheusAddress", prometheusAddress] : ["prometheusUrl", prometheusUrl];
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
        // Not repeated: a malformed URL may still contain a password.
        return { kind: "invalid", reason: `${name} must be a URL that starts with http:// or https://` };
    }
    const url = new URL(text);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/query`;
    const [, service, namespace] = /^([a-z][a-z0-9-]*)\.([a-z0-9-]+)(\.svc(\..+)?)?\.?$/.exec(url.hostname) ?? [];
    if (prometheusUrl !== "" || service === undefined || namespace === undefined) {
        return { kind: "url", url: url.href };
    }
    const [scheme, defaultPort] = url.protocol === "https:" ? ["https:", "443"] : ["", "80"];
    const port = url.port || defaultPort;
    const proxied = `${scheme}${service}:${port}`;
    const path = `/api/v1/namespaces/${namespace}/services/${proxied}/proxy${url.pathname}`;
    return { kind: "service", service: `${namespace}/${service}:${port}`, namespace, proxied, path };
}

/** Returns the subject of a sentence about a route. */
export function subjectOf(route: Exclude<PrometheusRoute, { kind: "invalid" }>): string {
    if (route.kind === "service") {
        return `Prometheus, asked through the API server (service ${route.service}),`;
    }
    const { origin, pathname } = new URL(route.url);
    return `Prometheus at ${origin}${pathname.replace(/\/api\/v1\/query$/, "")}`;
}
