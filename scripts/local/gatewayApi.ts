import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type LocalCluster, type Report } from "./cluster";
import { fileHash } from "./images/fileHash";
import { programPath, type Toolchain } from "./toolchain";
import { moduleFolder } from "./toolchain/goProgram";
import { images } from "./versions";

const program = "gatewayapi-plugin";
const metadata = { name: program, namespace: "kube-system" };
const labels = { "app.kubernetes.io/name": program };

/**
 * The setting `routerPlugins` of the local cluster: the stand-in for the Gateway API's plugin, under upstream's name, by its
 * URL and sha256 as on any cluster.
 */
export async function standInPlugins(toolchain: Pick<Toolchain, "entries">) {
    const sha256 = await fileHash(programPath(toolchain, program));
    const url = `http://${metadata.name}.${metadata.namespace}.svc/${program}`;
    return [{ name: "argoproj-labs/gatewayAPI", url, sha256 }];
}

/** Adds to the local cluster what others bring or reach: the Gateway API's definitions, and the plugin's URL. */
export async function addGatewayApi(
    cluster: LocalCluster,
    toolchain: Pick<Toolchain, "entries">,
    report: Report,
): Promise<void> {
    const [{ sha256 } = { sha256: "" }] = await standInPlugins(toolchain);
    await cluster.kubectl.apply(await definitions());
    await cluster.kubectl.apply([deployment(sha256), service]);
    const inNamespace = `--namespace=${metadata.namespace}`;
    await cluster.kubectl.run(["rollout", "status", "deployment", program, inNamespace, "--timeout=60s"]);
    report("the Gateway API's definitions and the stand-in for its plugin are there");
}

/** Removes what {@link addGatewayApi} added, and with the definitions every object of their kinds. */
export async function removeGatewayApi(cluster: LocalCluster): Promise<void> {
    await cluster.kubectl.run([
        ...["delete", "deployment,service", program, `--namespace=${metadata.namespace}`, "--ignore-not-found"],
    ]);
    const names = (await definitions()).map((one) => one.metadata.name);
    await cluster.kubectl.run(["delete", "customresourcedefinitions", ...names, "--ignore-not-found"]);
}

interface Definition {
    readonly metadata: { readonly name: string };
}

/** The definitions of the standard channel, from the Go module; not the admission policy next to them. */
async function definitions(): Promise<Definition[]> {
    const folder = join(await moduleFolder("gateway-api", "sigs.k8s.io/gateway-api"), "config/crd/standard");
    return readdirSync(folder)
        .filter((file) => /^gateway\.networking\.k8s\.io_[a-z]+\.yaml$/.test(file))
        .map((file) => parse(readFileSync(join(folder, file), "utf8")) as Definition);
}

/** The Deployment that serves the plugin; another binary gets another pod. */
function deployment(sha256: string): object {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            // Otherwise the former pod would answer, with a plugin of another sha256.
            strategy: { type: "Recreate" },
            selector: { matchLabels: labels },
            template: {
                metadata: { labels, annotations: { "canary-delivery/sha256": sha256 } },
                spec: {
                    automountServiceAccountToken: false,
                    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                    containers: [
                        {
                            name: program,
                            image: images.gatewayApiPlugin,
                            imagePullPolicy: "IfNotPresent",
                            ports: [{ name: "http", containerPort: 8080 }],
                            readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 2 },
                            resources: { requests: { cpu: "10m", memory: "32Mi" } },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                capabilities: { drop: ["ALL"] },
                                readOnlyRootFilesystem: true,
                            },
                        },
                    ],
                },
            },
        },
    };
}

const service: object = {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};
