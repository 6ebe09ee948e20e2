import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { releaseManifests, traefikDefinitions } from "@canary-delivery/components/versions";
import { folders } from "./home";
import { moduleFolder } from "./toolchain/goProgram";
import type { LocalRouter } from "./toolchain/programs";

const manifests = { ...releaseManifests, traefik: traefikDefinitions };

/** Release manifests in the Go modules that are pinned for the programs. */
const sources: Record<keyof typeof manifests, { group: string; module: string; file: string }> = {
    argoRollouts: { group: "kube", module: "github.com/argoproj/argo-rollouts", file: "manifests/install.yaml" },
    prometheusOperator: {
        group: "kube",
        module: "github.com/prometheus-operator/prometheus-operator",
        file: "bundle.yaml",
    },
    ingressNginx: {
        group: "ingress-nginx",
        module: "k8s.io/ingress-nginx",
        file: "deploy/static/provider/baremetal/deploy.yaml",
    },
    traefik: {
        group: "traefik",
        module: "github.com/traefik/traefik/v3",
        file: "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml",
    },
};

/** Fills the cache from which the program reads release manifests, so that it downloads nothing with this router. */
export async function seedManifests(router: LocalRouter): Promise<void> {
    mkdirSync(folders.manifests, { recursive: true });
    for (const [name, { sha256 }] of Object.entries(manifests)) {
        const target = join(folders.manifests, `${sha256}.yaml`);
        if ((name === "traefik" && router !== "traefik") || existsSync(target)) {
            continue;
        }
        const { group, module, file } = sources[name as keyof typeof manifests];
        const path = join(await moduleFolder(group, module), file);
        const bytes = readFileSync(path);
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
