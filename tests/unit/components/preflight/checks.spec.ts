import assert from "node:assert/strict";
import { checkFacts } from "../../../../components/src/preflight/checks";
import { knownControllers } from "../../../../components/src/preflight/checks/controller";
import type { PreflightFacts } from "../../../../components/src/preflight/facts";
import type { PreflightInputs } from "../../../../components/src/preflight/inputs";
import type { IngressObject } from "../../../../components/src/routers/nginx/ingress";
import { versions } from "../../../../components/src/platform/versions";
import { preflightFacts as good, preflightInputs as inputs } from "../../../support/preflight/preflightInputs";

/** The findings as "severity kind". */
function kinds(facts: Partial<PreflightFacts>, changed: Partial<PreflightInputs> = {}): string[] {
    const found = checkFacts({ ...inputs, ...changed }, { ...good, ...facts });
    return found.map(({ severity, finding }) => `${severity} ${finding.kind}`);
}

describe("preflight checks", () => {
    it("find nothing where nothing is missing", () => {
        assert.deepEqual(kinds({}), []);
    });

    it("list every problem, before the notes", () => {
        const found = kinds(
            {
                denied: { value: [permission("gate"), permission("stack"), permission("explain")] },
                prometheus: { kind: "fails", message: "Prometheus cannot be reached" },
                servesRollouts: false,
                ingresses: [other("demo2")],
            },
            { images: ["web"] },
        );
        assert.deepEqual(found, [
            ...["problem missingPermission", "problem prometheusUnusable", "problem noRollouts", "problem hostTaken"],
            ...["note missingPermission", "note missingPermission", "note movingTag"],
        ]);
    });

    it("only note what the user may not read", () => {
        const unknown = { unknown: "403 forbidden" };
        assert.deepEqual(
            kinds({
                denied: unknown,
                prometheuses: unknown,
                controllers: unknown,
                ingressesUnknown: "403 forbidden",
            }),
            ["note permissionsUnknown", "note controllerUnknown", "note hostsUnknown", "note scrapingUnknown"],
        );
    });

    describe("of Prometheus", () => {
        const noSecret = { kind: "noSecret", message: "Secret demo/prometheus does not exist" } as const;
        it("let a first deploy precede its Secret", () => {
            const { liveSpecHash, ...first } = good;
            assert.ok(liveSpecHash);
            const found = checkFacts(inputs, { ...first, prometheus: noSecret });
            assert.deepEqual(
                found.map(({ severity }) => severity),
                ["note"],
            );
            assert.deepEqual(kinds({ prometheus: noSecret }), ["problem prometheusUnusable"]);
        });

        it("find that the analysis has no Prometheus, although the gate has", () => {
            assert.deepEqual(kinds({ absentService: "monitoring/prometheus" }), ["problem noPrometheusService"]);
        });
    });

    describe("of the host", () => {
        const taken = ["problem hostTaken"];
        for (const [title, ingresses, expected] of [
            ["another namespace's Ingress of the same host, path and class", [other("demo2")], taken],
            ["another Ingress of the app's namespace", [other("demo")], taken],
            ["the class as an annotation", [withAnnotatedClass(other("demo2"))], taken],
            ["an Ingress without paths, which takes all of them", [other("demo2", { path: undefined })], taken],
            ["the other of a shared path type", [other("demo2", { pathType: "ImplementationSpecific" })], taken],
            ["another class", [other("demo2", { ingressClass: "internal" })], []],
            ["another path", [other("demo2", { path: "/api" })], []],
            ["another host", [other("demo2", { host: "api.example.com" })], []],
            ["the app's own Ingress", [other("demo", { name: "web", service: "web-stable" })], []],
            ["the controller's copy of it", [other("demo", { name: "web-web-canary", service: "web-canary" })], []],
            ["the own Ingress under an earlier name", [other("demo", { name: "old", service: "web-stable" })], []],
            ["the stack's Ingress where the app was before, and its copy", moved("acme/shop/prod"), []],
            ["another stack's Ingress, and its copy", moved("acme/cart/prod"), [...taken, ...taken]],
            ["the controller's copy of an Ingress that is not declared", [copyOf("old")], ["note canaryLeftBehind"]],
            ["such a copy of another class", [copyOf("old", { ingressClass: "internal" })], []],
            ["such a copy that no version's Service is behind", [copyOf("old", { host: "b.com", service: "b" })], []],
            [
                "such a copy in another namespace, of which it is an Ingress",
                [inNamespace("demo2", copyOf("old"))],
                taken,
            ],
            ["such a copy of another Rollout", [copyOf("old", {}, "other")], []],
            ["the same name in another namespace", [other("demo2", { name: "web", service: "web-stable" })], taken],
        ] as const) {
            it(`${expected.length > 0 ? "find" : "accept"} ${title}`, () => {
                assert.deepEqual(kinds({ ingresses: [...ingresses] }), expected);
            });
        }
    });

    describe("of the ServiceMonitor", () => {
        const prometheus = (spec: object, namespace = "monitoring") => ({
            prometheuses: { value: [{ metadata: { name: "main", namespace }, spec }] },
        });
        const everywhere = { serviceMonitorNamespaceSelector: {} };
        for (const [title, spec, expected] of [
            [
                "another release's label",
                { serviceMonitorSelector: { matchLabels: { release: "x" } }, ...everywhere },
                true,
            ],
            ["no selector of ServiceMonitors", { podMonitorSelector: {}, ...everywhere }, true],
            ["its own namespace only", { serviceMonitorSelector: {} }, true],
            [
                "namespaces of another label",
                { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: { matchLabels: { team: "x" } } },
                true,
            ],
            [
                "namespaces of this label",
                { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: { matchLabels: { team: "shop" } } },
                false,
            ],
            [
                "this label by an expression",
                {
                    serviceMonitorSelector: {
                        matchExpressions: [
                            { key: "app.kubernetes.io/name", operator: "In", values: ["web"] },
                            { key: "team", operator: "DoesNotExist" },
                        ],
                    },
                    ...everywhere,
                },
                false,
            ],
        ] as const) {
            it(`${expected ? "find" : "accept"} a Prometheus that selects ${title}`, () => {
                assert.deepEqual(kinds(prometheus(spec)), expected ? ["problem notScraped"] : []);
            });
        }

        it("accept one Prometheus of several that selects it", () => {
            const { value } = prometheus({ serviceMonitorSelector: {}, ...everywhere }).prometheuses;
            const another = { metadata: { name: "x", namespace: "x" }, spec: { serviceMonitorSelector: {} } };
            assert.deepEqual(kinds({ prometheuses: { value: [another, ...value] } }), []);
        });

        it("note a Prometheus that the operator does not configure", () => {
            assert.deepEqual(kinds(prometheus({})), ["note scrapingUnknown"]);
        });

        it("note labels of the namespace that may not be read, where they matter", () => {
            const namespaceLabels = { unknown: "403 forbidden" };
            assert.deepEqual(kinds({ namespaceLabels }), []);
            const spec = {
                serviceMonitorSelector: {},
                serviceMonitorNamespaceSelector: { matchLabels: { team: "shop" } },
            };
            assert.deepEqual(kinds({ namespaceLabels, ...prometheus(spec) }), ["note scrapingUnknown"]);
        });
    });

    describe("of the controller", () => {
        const controller = (replicas: number, image: string) => ({
            controllers: {
                value: [
                    {
                        metadata: { name: "argo-rollouts", namespace: "argo" },
                        spec: { replicas, template: { spec: { containers: [{ image }] } } },
                    },
                ],
            },
        });

        it("know the version that the platform installs", () => {
            assert.ok(knownControllers.some((minor) => versions.argoRollouts.startsWith(`${minor}.`)));
        });

        it("find one that is scaled to 0, and note an unknown version or none at all", () => {
            assert.deepEqual(kinds(controller(0, "argo-rollouts:v1.10.1")), ["problem controllerStopped"]);
            assert.deepEqual(kinds(controller(1, "argo-rollouts:v1.2.0")), ["note controllerVersion"]);
            assert.deepEqual(kinds(controller(1, "mirror:5000/argo-rollouts:latest")), ["note controllerVersion"]);
            assert.deepEqual(kinds({ controllers: { value: [] } }), ["note noController"]);
        });
    });

    describe("of the traffic", () => {
        it("note a pause that will count too few requests", () => {
            assert.deepEqual(kinds({ requestsPerSecond: 1.6 }), ["note fewRequests"]);
            assert.deepEqual(kinds({ requestsPerSecond: 1.7 }), []);
            assert.deepEqual(kinds({ requestsPerSecond: { kind: "noAnswer", message: "" } }), []);
        });
    });

    describe("of the image", () => {
        for (const [image, moves] of [
            ["registry/web", true],
            ["registry:5000/web", true],
            ["registry/web:latest", true],
            ["registry/web:main", true],
            ["registry/web:latest@sha256:0000", false],
            ["registry:5000/web:1.4.2", false],
            ["registry/web:v3", false],
        ] as const) {
            it(`${moves ? "note" : "accept"} ${image}`, () => {
                assert.deepEqual(kinds({}, { images: [image] }), moves ? ["note movingTag"] : []);
            });
        }
    });
});

function permission(need: "gate" | "explain" | "stack") {
    return { verbs: ["get"], group: "", resource: "pods", namespace: "demo", need };
}

interface Other {
    readonly name?: string;
    readonly ingressClass?: string;
    readonly host?: string;
    readonly path?: string | undefined;
    readonly pathType?: string;
    readonly service?: string;
}

/** An Ingress of the same host. */
function other(namespace: string, changed: Other = {}): IngressObject {
    const usual = { name: "shop", ingressClass: "nginx", host: "web.example.com", path: "/" as string | undefined };
    const { name, ingressClass, host, path, pathType, service } = {
        ...usual,
        ...{ pathType: "Prefix", service: "shop" },
        ...changed,
    };
    const http =
        path === undefined ? {} : { http: { paths: [{ path, pathType, backend: { service: { name: service } } }] } };
    return { metadata: { name, namespace }, spec: { ingressClassName: ingressClass, rules: [{ host, ...http }] } };
}

/** An Ingress of a stack in another namespace, and the controller's copy of it. */
function moved(stack: string): IngressObject[] {
    const [stable, copy] = [other("demo2", { name: "web" }), other("demo2", { name: "web-web-canary" })];
    const annotations = { "canary-delivery/stack": stack };
    const ownerReferences = [{ uid: "1", kind: "Rollout", name: "web", controller: true }];
    return [
        { ...stable, metadata: { ...stable.metadata, annotations } },
        { ...copy, metadata: { ...copy.metadata, ownerReferences } },
    ];
}

/** The controller's copy of an Ingress of the app's namespace. */
function copyOf(ingress: string, changed: Other = {}, rollout = "web"): IngressObject {
    const { metadata, spec = {} } = other("demo", { name: `web-${ingress}-canary`, service: "web-canary", ...changed });
    const ownerReferences = [{ uid: "1", kind: "Rollout", name: rollout, controller: true }];
    return { metadata: { ...metadata, ownerReferences }, spec };
}

function inNamespace(namespace: string, { metadata, ...rest }: IngressObject): IngressObject {
    return { ...rest, metadata: { ...metadata, namespace } };
}

function withAnnotatedClass({ metadata, spec }: IngressObject): IngressObject {
    const { ingressClassName: name = "", ...rest } = spec ?? {};
    return { metadata: { ...metadata, annotations: { "kubernetes.io/ingress.class": name } }, spec: rest };
}
