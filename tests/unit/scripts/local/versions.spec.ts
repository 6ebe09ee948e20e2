import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { versions } from "../../../../scripts/local/versions";
import { checkout } from "../../../../scripts/local/home";

/** Which module of which go.mod carries each pinned version; the requirement or, where there is one, its replacement. */
const modules: Partial<Record<keyof typeof versions, [group: string, module: string, version: string]>> = {
    argoRollouts: ["kube", "github.com/argoproj/argo-rollouts", `v${versions.argoRollouts}`],
    prometheusOperator: [
        "kube",
        "github.com/prometheus-operator/prometheus-operator",
        `v${versions.prometheusOperator}`,
    ],
    // Prometheus 3.x is published as a Go module under v0.3xx.y.
    prometheus: [
        "prometheus",
        "github.com/prometheus/prometheus",
        `v0.${versions.prometheus.replace(/^(\d+)\.(\d+)\./, (_, major: string, minor: string) => `${major}${minor.padStart(2, "0")}.`)}`,
    ],
    k6: ["k6", "go.k6.io/k6", `v${versions.k6}`],
    kubernetes: ["kube", "k8s.io/kubernetes", `v${versions.kubernetes}`],
    coredns: ["kube", "github.com/coredns/coredns", `v${versions.coredns}`],
    pulumi: ["pulumi", "github.com/pulumi/pulumi/pkg/v3", `v${versions.pulumi}`],
    pulumiLanguageNodejs: [
        "pulumi-language-nodejs",
        "github.com/pulumi/pulumi/sdk/v3",
        `v${versions.pulumiLanguageNodejs}`,
    ],
};

describe("versions.ts", () => {
    for (const [name, [group, module, version]] of Object.entries(modules)) {
        it(`agrees with go.mod on ${name}`, () => {
            const goMod = readFileSync(join(checkout, "scripts/local/toolchain/go", group, "go.mod"), "utf8");
            const replaced = new RegExp(`${module} => ${module} (\\S+)`).exec(goMod)?.[1];
            const required = new RegExp(`^(?:require)?\\s*${module} (v\\S+)`, "m").exec(goMod)?.[1];
            assert.equal(replaced ?? required, version);
        });
    }

    it("agrees with package.json on Pulumi's packages", () => {
        const { dependencies } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
            dependencies: Record<string, string>;
        };
        assert.equal(dependencies["@pulumi/pulumi"], versions.pulumi);
        assert.equal(dependencies["@pulumi/kubernetes"], versions.pulumiKubernetes);
    });
});
