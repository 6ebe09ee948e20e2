import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { traefikDefinitions } from "../../../../components/src/platform/versions";
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
    kubeStateMetrics: ["kube-state-metrics", "k8s.io/kube-state-metrics/v2", `v${versions.kubeStateMetrics}`],
    envoyGateway: ["envoy-gateway", "github.com/envoyproxy/gateway", `v${versions.envoyGateway}`],
    grafanaFoundationSdk: [
        "grafana",
        "github.com/grafana/grafana-foundation-sdk/go",
        `v${versions.grafanaFoundationSdk}`,
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

/** client-go and the modules that it is compiled from: go list -deps -f '{{with .Module}}{{.Path}}{{end}}' k8s.io/client-go/kubernetes */
const clientGo = [
    "github.com/davecgh/go-spew",
    "github.com/emicklei/go-restful/v3",
    "github.com/fxamacker/cbor/v2",
    "github.com/go-logr/logr",
    "github.com/go-openapi/jsonpointer",
    "github.com/go-openapi/jsonreference",
    "github.com/go-openapi/swag",
    "github.com/gogo/protobuf",
    "github.com/google/gnostic-models",
    "github.com/google/uuid",
    "github.com/josharian/intern",
    "github.com/json-iterator/go",
    "github.com/mailru/easyjson",
    "github.com/modern-go/concurrent",
    "github.com/modern-go/reflect2",
    "github.com/munnerz/goautoneg",
    "github.com/pkg/errors",
    "github.com/pmezard/go-difflib",
    "github.com/x448/float16",
    "go.yaml.in/yaml/v2",
    "go.yaml.in/yaml/v3",
    "golang.org/x/net",
    "golang.org/x/oauth2",
    "golang.org/x/sys",
    "golang.org/x/term",
    "golang.org/x/text",
    "golang.org/x/time",
    "google.golang.org/protobuf",
    "gopkg.in/evanphx/json-patch.v4",
    "gopkg.in/inf.v0",
    "gopkg.in/yaml.v3",
    "k8s.io/api",
    "k8s.io/apimachinery",
    "k8s.io/client-go",
    "k8s.io/klog/v2",
    "k8s.io/kube-openapi",
    "k8s.io/utils",
    "sigs.k8s.io/json",
    "sigs.k8s.io/randfill",
    "sigs.k8s.io/structured-merge-diff/v6",
    "sigs.k8s.io/yaml",
];

const goModOf = (group: string) => readFileSync(join(checkout, "scripts/local/toolchain/go", group, "go.mod"), "utf8");

/** A module's version in a go.mod, with its replacement, both of which are in the key of Go's build cache. */
function versionIn(goMod: string, module: string): (string | undefined)[] {
    const required = new RegExp(`^(?:require)?\\s*${module} (v\\S+)`, "m").exec(goMod)?.[1];
    return [required, new RegExp(`${module} => ${module} (\\S+)`).exec(goMod)?.[1]];
}

describe("the module groups of Go programs", () => {
    for (const group of ["ingress-nginx", "kube-state-metrics", "prometheus", "pulumi"]) {
        // Different versions would be correct, too, but would compile these libraries once more, for minutes.
        it(`${group} compiles client-go from the same versions as Kubernetes`, () => {
            const versionsIn = (goMod: string) =>
                Object.fromEntries(clientGo.map((module) => [module, versionIn(goMod, module)]));
            assert.deepEqual(versionsIn(goModOf(group)), versionsIn(goModOf("kube")));
        });
    }
});

describe("versions.ts", () => {
    for (const [name, [group, module, version]] of Object.entries(modules)) {
        it(`agrees with go.mod on ${name}`, () => {
            const [required, replaced] = versionIn(goModOf(group), module);
            assert.equal(replaced ?? required, version);
        });
    }

    it("has the minor version of the definitions of Traefik in go.mod, and their URL its version", () => {
        const [required = ""] = versionIn(goModOf("traefik"), "github.com/traefik/traefik/v3");
        assert.ok(traefikDefinitions.url.includes(`/${required}/`), required);
        const minorOf = (version: string) => /^\d+\.\d+\./.exec(version)?.[0] ?? assert.fail(version);
        assert.equal(minorOf(required.replace("v", "")), minorOf(versions.traefik));
    });

    it("agrees with package.json on Pulumi's packages", () => {
        const { dependencies } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
            dependencies: Record<string, string>;
        };
        assert.equal(dependencies["@pulumi/pulumi"], versions.pulumi);
        assert.equal(dependencies["@pulumi/kubernetes"], versions.pulumiKubernetes);
    });
});
