/** A kubeconfig with one context, "fake". */
export function kubeconfigFor(url: string): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        // The client library uses plain http only if it does not verify TLS.
        clusters: [{ name: "fake", cluster: { server: url, "insecure-skip-tls-verify": true } }],
        users: [{ name: "fake", user: { token: "a-secret-token" } }],
        contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
        "current-context": "fake",
    });
}
