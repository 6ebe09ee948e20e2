import { execa } from "execa";
import { poll } from "../../../scripts/local/poll";
import { environment } from "./environment";

const namespace = "monitoring";
const name = "e2e-guarded-prometheus";
const labels = { "app.kubernetes.io/name": name };

/** The tenant of the queries, which selects Prometheus; without it another Service answers, with 404. */
export const tenant = "team-a";

/** Returns a user and a password as `Authorization: Basic` has them. */
export function basicAuth(password: string): string {
    return Buffer.from(`gate:${password}`).toString("base64");
}

/** Puts the shared Prometheus behind basic auth and a tenant's header, by ingress-nginx, at its paths `/api/v1`. */
export async function guardPrometheus(password: string): Promise<void> {
    const { target, ingressUrl } = await environment();
    const { stdout: hash } = await execa("openssl", ["passwd", "-apr1", "-stdin"], { input: password });
    await target.kubectl.apply([
        {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name, namespace, labels },
            stringData: { auth: `gate:${hash}` },
        },
        ingress(name, "prometheus-operator", 8080, { "auth-type": "basic", "auth-secret": name }),
        ingress(`${name}-tenant`, "prometheus-kube-prometheus-prometheus", 9090, {
            canary: "true",
            "canary-by-header": "X-Scope-OrgID",
            "canary-by-header-value": tenant,
        }),
    ]);
    const { default: got } = await import("got");
    const status = async (headers: Record<string, string>) => {
        const url = `${ingressUrl}/api/v1/query?query=up`;
        return (await got(url, { headers, throwHttpErrors: false, retry: { limit: 0 } })).statusCode;
    };
    const authorization = `Basic ${basicAuth(password)}`;
    await poll("Prometheus to require a password and a tenant", 60, async () => {
        const answers = [
            await status({}),
            await status({ authorization }),
            await status({ authorization, "X-Scope-OrgID": tenant }),
        ];
        return answers.join() === "401,404,200" || undefined;
    });
}

/** Removes what {@link guardPrometheus} made. */
export async function unguardPrometheus(): Promise<void> {
    const { target } = await environment();
    await target.kubectl.run([
        ...["delete", "secrets,ingresses", `--namespace=${namespace}`],
        `--selector=app.kubernetes.io/name=${name}`,
    ]);
}

function ingress(ingressName: string, service: string, port: number, annotations: Readonly<Record<string, string>>) {
    const path = {
        path: "/api/v1",
        pathType: "Prefix",
        backend: { service: { name: service, port: { number: port } } },
    };
    const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: {
            name: ingressName,
            namespace,
            labels,
            annotations: Object.fromEntries(prefixed) as Record<string, string>,
        },
        spec: { ingressClassName: "nginx", rules: [{ http: { paths: [path] } }] },
    };
}
