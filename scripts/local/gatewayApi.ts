import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type LocalCluster, type Report } from "./cluster";
import { fileHash } from "./images/fileHash";
import { poll } from "./poll";
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
    await poll(`${program} to answer`, 60, async () => {
        const path = `/api/v1/namespaces/${metadata.namespace}/services/${program}:http/proxy/readyz`;
        return cluster.kubectl.run(["get", "--raw", path]).then(
            () => true,
            () => undefined,
        );
    });
    report("the Gateway API's definitions and the stand-in for its plugin are there");
}

/** The definitions of the standard channel, from the Go module. */
async function definitions(): Promise<object[]> {
    const folder = join(await moduleFolder("gateway-api", "sigs.k8s.io/gateway-api"), "config", "crd", "standard");
    return (
        readdirSync(folder)
            // Not the admission policy next to them.
            .filter((file) => /^gateway\.networking\.k8s\.io_[a-z]+\.yaml$/.test(file))
            .map((file) => parse(readFileSync(join(folder, file), "utf8")) as object)
    );
}

/** The Deployment that serves the plugin; another binary gets another pod. */
function deployment(sha256: string): object {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
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
