import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
    envoyGatewayDefinitions,
    type ReleaseManifest,
    releaseManifests,
    traefikDefinitions,
} from "@canary-delivery/components/versions";
import { folders } from "./home";
import { moduleFolder } from "./toolchain/goProgram";
import type { LocalRouter } from "./toolchain/programs";

/** A release's manifest, and the Go module that has it, in the group that pins the module. */
interface Source {
    readonly manifest: ReleaseManifest;
    readonly group: string;
    readonly module: string;
}

const usual: readonly Source[] = [
    { manifest: releaseManifests.argoRollouts, group: "kube", module: "github.com/argoproj/argo-rollouts" },
    {
        ...{ manifest: releaseManifests.prometheusOperator, group: "kube" },
        module: "github.com/prometheus-operator/prometheus-operator",
    },
    { manifest: releaseManifests.ingressNginx, group: "ingress-nginx", module: "k8s.io/ingress-nginx" },
];

const ofRouters: Readonly<Record<LocalRouter, readonly Source[]>> = {
    nginx: [],
    traefik: [{ manifest: traefikDefinitions, group: "traefik", module: "github.com/traefik/traefik/v3" }],
    "envoy-gateway": Object.values(envoyGatewayDefinitions).map((manifest) => ({
        ...{ manifest, group: "envoy-gateway", module: "github.com/envoyproxy/gateway" },
    })),
};

/** Fills the cache from which the program reads release manifests, so that it downloads nothing with this router. */
export async function seedManifests(router: LocalRouter): Promise<void> {
    mkdirSync(folders.manifests, { recursive: true });
    for (const { manifest, group, module } of [...usual, ...ofRouters[router]]) {
        const { url, sha256 } = manifest;
        const target = join(folders.manifests, `${sha256}.yaml`);
        if (existsSync(target)) {
            continue;
        }
        // After the owner, the repository and the tag.
        const file = new URL(url).pathname.split("/").slice(4).join("/");
        const bytes = readFileSync(join(await moduleFolder(group, module), file));
        const found = createHash("sha256").update(bytes).digest("hex");
        if (found !== sha256) {
            throw new Error(
                `sha256 of ${file} in ${module} must be ${sha256} (components/src/platform/versions.ts), got ${found}`,
            );
        }
        writeFileSync(`${target}.unfinished`, bytes);
        renameSync(`${target}.unfinished`, target);
    }
}
