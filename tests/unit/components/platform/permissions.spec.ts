import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { argoRolloutsObjects } from "../../../../components/src/platform/argoRollouts";
import { envoyGatewayObjects } from "../../../../components/src/platform/envoyGateway";
import { ingressNginxObjects } from "../../../../components/src/platform/ingressNginx";
import {
    argoRolloutsPermissions,
    ingressNginxPermissions,
    type Permissions,
    type PolicyRule,
    prometheusOperatorPermissions,
    requestsOf,
    certificatesRules,
    envoyGatewayPermissions,
    traefikPermissions,
    withPermissions,
} from "../../../../components/src/platform/permissions";
import { kubeletRules } from "../../../../components/src/platform/prometheus/kubelet";
import {
    kubeStateMetricsObjects,
    kubeStateMetricsRules,
} from "../../../../components/src/platform/prometheus/kubeStateMetrics";
import { prometheusOperatorObjects } from "../../../../components/src/platform/prometheus/operator";
import { PrometheusStack } from "../../../../components/src/platform/prometheus/prometheusStack";
import type { KubernetesObject } from "../../../../components/src/platform/release/readManifest";
import { traefikObjects } from "../../../../components/src/platform/traefik";
import { releaseManifests } from "../../../../components/src/platform/versions";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";
import { argoRolloutsRelease, find, ingressNginxRelease, prometheusOperatorRelease } from "./releases";

const permissions: Permissions = {
    account: "keeper",
    namespace: "zoo",
    everywhere: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
    own: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
    denied: [
        { apiGroups: ["lion.io"], resources: ["cages"], verbs: ["*"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
    ],
    people: { "zoo-view": [{ apiGroups: ["lion.io"], resources: ["lions"], verbs: ["get"] }] },
};

function role(name: string, rules: readonly PolicyRule[], kind = "ClusterRole"): KubernetesObject {
    return { apiVersion: "rbac.authorization.k8s.io/v1", kind, metadata: { name, labels: { of: "upstream" } }, rules };
}

describe("a controller's permissions", () => {
    it("replace those of the manifest: some everywhere, some in its own namespace, the others nowhere", () => {
        const asked = [
            { apiGroups: [""], resources: ["pods", "secrets"], verbs: ["get"] },
            { apiGroups: ["lion.io"], resources: ["cages"], verbs: ["create", "*"] },
            { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
        ];
        const objects = withPermissions([role("keeper", asked)], permissions);
        assert.deepEqual(find(objects, "ClusterRole"), role("keeper", permissions.everywhere));
        assert.deepEqual(find(objects, "Role")["rules"], permissions.own);
        assert.deepEqual(find(objects, "Role").metadata, { name: "keeper", namespace: "zoo" });
        assert.deepEqual(find(objects, "RoleBinding")["subjects"], [
            { kind: "ServiceAccount", name: "keeper", namespace: "zoo" },
        ]);
    });

    it("take the place of a Role that the manifest has", () => {
        const asked = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }];
        const objects = withPermissions(
            [role("keeper", asked, "Role"), role("keeper", [], "RoleBinding")],
            permissions,
        );
        assert.deepEqual(find(objects, "Role")["rules"], permissions.own);
        assert.equal(find(objects, "RoleBinding").metadata.namespace, "zoo");
    });

    it("leave users' ClusterRoles to users", () => {
        const objects = withPermissions([role("zoo-view", [])], permissions);
        assert.deepEqual(find(objects, "ClusterRole"), role("zoo-view", permissions.people?.["zoo-view"] ?? []));
    });

    it("reject a request that was not reviewed", () => {
        const more = [{ apiGroups: ["", "lion.io"], resources: ["pods"], verbs: ["get", "update"] }];
        assert.throws(() => withPermissions([role("keeper", more)], permissions), {
            message:
                "manifest ClusterRole keeper asks for update pods, get lion.io/pods, update lion.io/pods, which is " +
                "neither granted nor denied; read what the release needs it for and list it in components/src/platform/permissions",
        });
        const wildcard = [{ apiGroups: [""], resources: ["pods"], verbs: ["*"] }];
        assert.throws(() => withPermissions([role("keeper", wildcard)], permissions), /asks for \* pods/);
    });

    it("reject a role that was not reviewed", () => {
        for (const kind of ["ClusterRole", "Role"]) {
            assert.throws(() => withPermissions([role("vet", [], kind)], permissions), {
                message:
                    `manifest ${kind} vet is not known, known are keeper, zoo-view; ` +
                    "read what it is for and list it in components/src/platform/permissions",
            });
        }
    });
});

describe("the platform's permissions", () => {
    const roles: { name: string; rules: readonly PolicyRule[] }[] = [];
    before(async () => {
        const objects = [
            ...argoRolloutsObjects(argoRolloutsRelease),
            ...prometheusOperatorObjects(prometheusOperatorRelease),
            ...ingressNginxObjects(ingressNginxRelease, { httpNodePort: 30080 }),
            ...traefikObjects({ httpNodePort: 30080 }),
            ...envoyGatewayObjects({ httpNodePort: 30080 }).controller,
            ...kubeStateMetricsObjects(),
        ];
        for (const { kind, metadata, ...rest } of objects) {
            if (kind === "ClusterRole" || kind === "Role") {
                roles.push({ name: `${kind} ${metadata.name}`, rules: rest["rules"] as PolicyRule[] });
            }
        }
        const recorder = await ResourceRecorder.start();
        new PrometheusStack("prometheus", {
            manifest: releaseManifests.prometheusOperator,
            objects: [],
            cluster: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" },
            scrapeInterval: "5s",
        });
        await recorder.settle();
        const ours = recorder.get("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
        roles.push({ name: `ClusterRole ${ours.name}`, rules: at(ours, "rules") as PolicyRule[] });
    });

    const matching = (pattern: RegExp) =>
        roles.flatMap(({ name, rules }) =>
            requestsOf(rules)
                .filter((request) => pattern.test(request))
                .map((request) => `${name}: ${request}`),
        );

    it("have no wildcard", () => {
        assert.deepEqual(matching(/\*/), []);
    });

    it("reach Secrets of other namespaces in the ingress controllers alone, for certificates, and there by no name", () => {
        assert.deepEqual(matching(/ secrets$/), [
            "Role argo-rollouts: get secrets",
            "Role argo-rollouts: list secrets",
            "Role argo-rollouts: watch secrets",
            ...["get", "list", "watch", "create", "update", "delete"].map(
                (verb) => `Role prometheus-operator: ${verb} secrets`,
            ),
            "ClusterRole ingress-nginx: list secrets",
            "ClusterRole ingress-nginx: watch secrets",
            "ClusterRole traefik: list secrets",
            "ClusterRole traefik: watch secrets",
            "Role envoy-gateway: get secrets",
            "ClusterRole envoy-gateway: list secrets",
            "ClusterRole envoy-gateway: watch secrets",
            ...["get", "create"].map((verb) => `Role envoy-gateway-certgen: ${verb} secrets`),
        ]);
    });

    it("neither make nor change permissions, nodes or webhooks, nor accounts of others, and run nothing in running pods", () => {
        const powers =
            /rbac\.authorization|admissionregistration|serviceaccounts|pods\/(exec|attach|ephemeralcontainers)/;
        // Envoy Gateway makes an account for each Gateway's Envoy, in its own namespace.
        assert.deepEqual(
            matching(powers).filter((one) => !/^Role envoy-gateway: \w+ serviceaccounts$/.test(one)),
            [],
        );
        assert.deepEqual(matching(/ nodes/), [
            "ClusterRole ingress-nginx: get nodes",
            ...["get", "list", "watch"].map((verb) => `ClusterRole envoy-gateway: ${verb} nodes`),
        ]);
        assert.deepEqual(matching(/^(impersonate|escalate|bind) /), []);
    });

    it("are what docs/security.md lists, rule by rule", () => {
        const controllers = [
            argoRolloutsPermissions,
            ingressNginxPermissions,
            traefikPermissions,
            envoyGatewayPermissions,
            { everywhere: [], own: certificatesRules, denied: [] },
            prometheusOperatorPermissions,
        ];
        const expected = [
            ...controllers.flatMap(({ everywhere, own, denied }) => [
                ...everywhere.map((rule) => row("everywhere", rule)),
                ...own.map((rule) => row("own namespace", rule)),
                ...denied.map((rule) => row("nowhere", rule)),
            ]),
            ...(roles.at(-1)?.rules ?? []).map((rule) => row("everywhere", rule)),
            ...[...kubeletRules, ...kubeStateMetricsRules].map((rule) => row("everywhere", rule)),
        ];
        const listed = readFileSync("docs/security.md", "utf8")
            .split("\n")
            .filter((line) => /^\| (everywhere|own namespace|nowhere) /.test(line))
            .map((line) => line.split("|").map((cell) => cell.trim()));
        assert.deepEqual(
            listed.map((cells) => cells.slice(1, 5).join(" | ")),
            expected,
        );
        // Each has a reason.
        for (const cells of listed) {
            assert.match(cells[5] ?? "", /\w{3}/, cells.join(" | "));
        }
    });
});

function row(where: string, { apiGroups, resources, verbs }: PolicyRule): string {
    const groups = apiGroups.map((group) => (group === "" ? "core" : group));
    return [
        where,
        groups.join(", "),
        resources.map((resource) => `\`${resource}\``).join(", "),
        verbs.join(", ") === "*" ? "any" : verbs.join(", "),
    ].join(" | ");
}
