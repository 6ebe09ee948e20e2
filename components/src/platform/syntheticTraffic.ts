import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isFileName, isObjectName } from "../kubernetes/names";
import type { SecretKey } from "../kubernetes/secretKey";
import { type OwnershipArgs, withOwnCheck } from "../ownership";
import { type InputProblem, shown } from "../provider/inputs";
import { restrictedContainer, restrictedPod } from "./release/podSecurity";
import { images } from "./versions";

/** A kind of request. */
export interface SyntheticRequest {
    /** Path and query, from `/`. */
    readonly path: string;
    /**
     * Its share of the requests, relative to the other weights; above 0.
     * @default 1
     */
    readonly weight?: number;
    /** @default "GET" */
    readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
    /**
     * In addition to `Host` and `X-Synthetic-Traffic`: values in plain text, as the body is, or credentials from Secrets.
     * @default - none
     */
    readonly headers?: Readonly<Record<string, string | SyntheticSecretHeader>>;
    readonly body?: string;
}

/** A header with a value from a Secret, which neither the state nor the pod template holds. */
export interface SyntheticSecretHeader {
    /** A key of a Secret in the namespace of the traffic. Its value is read when the pod starts. */
    readonly secret: SecretKey;
    /** A prefix such as `Bearer `, with its space. @default "" */
    readonly prefix?: string;
}

/**
 * The header of every synthetic request, with the value `k6`. An app that labels its metrics by it lets `requestsSelector`
 * leave them out of the verdict.
 */
export const syntheticHeader = "X-Synthetic-Traffic";

/** A steady stream of requests through the ingress. */
export interface SyntheticTrafficArgs {
    /** The cluster: its objects of the same name that exist are not taken over. */
    readonly cluster: OwnershipArgs;
    readonly namespace: pulumi.Input<string>;
    /** The URL of the ingress controller inside the cluster. */
    readonly url: string;
    /** The Host header of every request. */
    readonly host: string;
    readonly requestsPerSecond: number;
    /**
     * The requests, each drawn by its weight.
     * @default - GET /
     */
    readonly requests?: readonly SyntheticRequest[];
    /**
     * Versions to count answers by; all others count as `other`, and answers without a version as `none`.
     * @default - the demo app's v1, v2 and v3
     */
    readonly versions?: readonly string[];
}

/** Port of k6's REST API, which serves its counters. */
export const apiPort = 6565;

/** Timeout of a request. */
const requestTimeoutSeconds = 5;

/**
 * k6 keeps every latency until its run ends, so a run is limited: after it the container restarts from zero.
 * Nine latencies of 8 bytes a request, doubled by growing slices, are about 3 MiB per request/s in this time.
 */
const runHours = 6;

/**
 * The script of k6: an open model, so that a slow version gets as many requests as a fast one, without retries.
 *
 * `answers{version:...}` and `failed_requests` count from the first answer of a ready app; k6's own http_reqs also
 * counts the few requests of setup, which waits for that. The thresholds always pass: k6 keeps a separate counter per
 * tag only if a threshold names it.
 */
export const trafficScript = `import http from "k6/http";
import { sleep } from "k6";
import { Counter } from "k6/metrics";

const rate = Number(__ENV.REQUESTS_PER_SECOND);
const timeoutSeconds = Number(__ENV.REQUEST_TIMEOUT_SECONDS);
const versions = __ENV.VERSIONS.split(",");
const requests = JSON.parse(__ENV.REQUESTS);
const weights = requests.reduce((sum, { weight }) => sum + weight, 0);
const answers = new Counter("answers");
const failedRequests = new Counter("failed_requests");

export const options = {
    scenarios: {
        steady: {
            executor: "constant-arrival-rate",
            rate,
            timeUnit: "1s",
            duration: __ENV.DURATION,
            preAllocatedVUs: rate,
            maxVUs: rate * timeoutSeconds,
        },
    },
    thresholds: Object.fromEntries(
        [...versions, "other", "none"].map((version) => [\`answers{version:\${version}}\`, ["count>=0"]]),
    ),
    setupTimeout: "24h",
    summaryTrendStats: ["p(99)"],
};

export function setup() {
    for (let good = 0; good < 5; ) {
        good = send(requests[0]).status < 400 ? good + 1 : 0;
        sleep(0.2);
    }
}

export default function () {
    const response = send(drawn());
    failedRequests.add(response.status >= 200 && response.status < 400 ? 0 : 1);
    answers.add(1, { version: versionOf(response) });
}

function drawn() {
    let left = Math.random() * weights;
    return requests.find(({ weight }) => (left -= weight) < 0) ?? requests[0];
}

function headersOf(headers = {}) {
    const valueOf = (value) => (typeof value === "string" ? value : value.prefix + __ENV[value.variable]);
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, valueOf(value)]));
}

function send({ path, method, headers, body }) {
    return http.request(method, __ENV.URL + path, body, {
        headers: { ...headersOf(headers), Host: __ENV.HOST_HEADER, "${syntheticHeader}": "k6" },
        timeout: \`\${timeoutSeconds}s\`,
        tags: { name: "app" },
    });
}

function versionOf(response) {
    try {
        const { version } = JSON.parse(response.body);
        return version === undefined ? "none" : versions.includes(version) ? version : "other";
    } catch {
        return "none";
    }
}
`;

/** k6 in the cluster, as a Deployment; its counters are read from its REST API, through the pod's proxy for instance. */
export class SyntheticTraffic extends pulumi.ComponentResource {
    readonly deployment: k8s.apps.v1.Deployment;

    constructor(name: string, args: SyntheticTrafficArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:SyntheticTraffic", name, {}, withOwnCheck(name, opts, args.cluster));
        const { requestsPerSecond, requests = [{ path: "/" }] } = args;
        const problems = [
            ...(Number.isInteger(requestsPerSecond) && requestsPerSecond >= 1
                ? []
                : [`requestsPerSecond must be a whole number from 1, got ${requestsPerSecond}`]),
            ...syntheticRequestProblems("requests", requests).map(({ property, message }) => `${property} ${message}`),
        ];
        if (problems.length > 0) {
            throw new pulumi.ResourceError(problems.join("; "), this, true);
        }
        const child: pulumi.CustomResourceOptions = {
            parent: this,
            ...(opts?.dependsOn && { dependsOn: opts.dependsOn }),
        };
        const selector = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "synthetic-traffic" };
        const labels = { ...selector, "app.kubernetes.io/part-of": "canary-delivery" };
        const metadata = { name, namespace: args.namespace, labels };

        const { sent, variables } = withVariables(requests);
        const script = new k8s.core.v1.ConfigMap(name, { metadata, data: { "traffic.js": trafficScript } }, child);
        const environment = {
            URL: args.url.replace(/\/+$/, ""),
            REQUESTS: JSON.stringify(sent),
            HOST_HEADER: args.host,
            REQUESTS_PER_SECOND: String(requestsPerSecond),
            REQUEST_TIMEOUT_SECONDS: String(requestTimeoutSeconds),
            VERSIONS: (args.versions ?? ["v1", "v2", "v3"]).join(","),
            DURATION: `${runHours}h`,
            // No usage reports, and no downloads of extensions.
            K6_NO_USAGE_REPORT: "true",
            K6_AUTO_EXTENSION_RESOLUTION: "false",
        };
        this.deployment = new k8s.apps.v1.Deployment(
            name,
            {
                metadata,
                spec: {
                    replicas: 1,
                    // Two at once would double the rate.
                    strategy: { type: "Recreate" },
                    selector: { matchLabels: selector },
                    template: {
                        metadata: { labels, annotations: { "canary-delivery/script-sha256": sha256(trafficScript) } },
                        spec: {
                            automountServiceAccountToken: false,
                            terminationGracePeriodSeconds: 10,
                            securityContext: restrictedPod(12345),
                            containers: [
                                {
                                    name: "k6",
                                    image: images.k6,
                                    imagePullPolicy: "IfNotPresent",
                                    args: [
                                        "run",
                                        `--address=0.0.0.0:${apiPort}`,
                                        "--quiet",
                                        "--no-color",
                                        "/scripts/traffic.js",
                                    ],
                                    env: [
                                        ...Object.entries(environment).map(([key, value]) => ({ name: key, value })),
                                        ...variables,
                                    ],
                                    ports: [{ name: "api", containerPort: apiPort, protocol: "TCP" }],
                                    readinessProbe: { httpGet: { path: "/v1/status", port: "api" }, periodSeconds: 2 },
                                    resources: {
                                        requests: { cpu: "50m", memory: "128Mi" },
                                        // A virtual user for each concurrent request, and the latencies.
                                        limits: { memory: `${256 + 16 * requestsPerSecond}Mi` },
                                    },
                                    securityContext: restrictedContainer,
                                    volumeMounts: [
                                        { name: "script", mountPath: "/scripts", readOnly: true },
                                        { name: "tmp", mountPath: "/tmp" },
                                    ],
                                },
                            ],
                            volumes: [
                                { name: "script", configMap: { name: script.metadata.name } },
                                { name: "tmp", emptyDir: {} },
                            ],
                        },
                    },
                },
            },
            child,
        );
        this.registerOutputs({ deployment: this.deployment.metadata.name });
    }
}

/** Returns the requests as the script takes them, and the environment variables that have the values of Secrets. */
function withVariables(requests: readonly SyntheticRequest[]) {
    const keys: SecretKey[] = [];
    const variableOf = (secret: SecretKey) => {
        const known = keys.findIndex(({ name, key }) => name === secret.name && key === secret.key);
        return `SECRET_${known === -1 ? keys.push(secret) - 1 : known}`;
    };
    const sent = requests.map(({ headers, ...request }) => ({
        ...{ weight: 1, method: "GET", ...request },
        ...(headers !== undefined && {
            headers: Object.fromEntries(
                Object.entries(headers).map(([name, value]) => [
                    name,
                    typeof value === "string"
                        ? value
                        : { variable: variableOf(value.secret), prefix: value.prefix ?? "" },
                ]),
            ),
        }),
    }));
    const variables = keys.map(({ name, key }, index) => ({
        name: `SECRET_${index}`,
        valueFrom: { secretKeyRef: { name, key } },
    }));
    return { sent, variables };
}

const methods: readonly unknown[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Returns the problems of the requests that an argument or a setting of this name has. */
export function syntheticRequestProblems(name: string, requests: unknown): InputProblem[] {
    if (!Array.isArray(requests) || requests.length === 0) {
        return [{ property: name, message: `must be a list such as [{path: /}], got ${shown(requests)}` }];
    }
    const isText = (value: unknown) => value === undefined || typeof value === "string";
    const rules: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
        path: [(value) => typeof value === "string" && /^\/\S*$/.test(value), "a path from /"],
        weight: [(value) => value === undefined || (Number.isFinite(value) && Number(value) > 0), "a number above 0"],
        method: [(value) => value === undefined || methods.includes(value), `one of ${methods.join(", ")}`],
        headers: [
            (value) =>
                value === undefined ||
                (isMap(value) && Object.values(value).every((one) => typeof one === "string" || isSecretHeader(one))),
            "a map of strings, and of {secret: {name, key}, prefix}",
        ],
        body: [isText, "a string"],
    };
    return requests.flatMap((request: unknown, index) => {
        const fields = isMap(request) ? request : {};
        const of = (field: string) => `${name}[${index}].${field}`;
        const unknown = Object.keys(fields).filter((field) => !Object.hasOwn(rules, field));
        return [
            ...Object.entries(rules).flatMap(([field, [good, must]]) =>
                good(fields[field])
                    ? []
                    : [{ property: of(field), message: `must be ${must}${gotOf(field, fields[field])}` }],
            ),
            ...plainCredentials(fields["headers"]).map((name) => ({
                property: of(`headers.${name}`),
                message: "must be {secret: {name, key}, prefix}, because it holds credentials",
            })),
            ...unknown.map((field) => ({ property: of(field), message: "is not a field of a request" })),
        ];
    });
}

/** True for a value from a Secret. */
function isSecretHeader(value: unknown): boolean {
    const { secret, prefix = "", ...others } = isMap(value) ? value : {};
    const { name, key, ...more } = isMap(secret) ? secret : {};
    return (
        [...Object.keys(others), ...Object.keys(more)].length === 0 &&
        isObjectName(name) &&
        isFileName(key) &&
        typeof prefix === "string"
    );
}

/** Names of headers that hold nothing else: a key of routing or idempotency is none. */
const credentials = /^(proxy-)?authorization$|cookie|token|secret|passw|credential|api-?key/i;

/** Returns the names of headers that hold credentials in plain text. */
function plainCredentials(headers: unknown): string[] {
    return Object.entries(isMap(headers) ? headers : {}).flatMap(([name, value]) =>
        credentials.test(name) && typeof value === "string" ? name : [],
    );
}

/** Headers and bodies may be secrets, and are not repeated. */
function gotOf(field: string, value: unknown): string {
    return field === "headers" || field === "body" ? "" : `, got ${shown(value)}`;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
