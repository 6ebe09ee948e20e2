import assert from "node:assert/strict";
import { shown } from "@canary-delivery/components/validation";
import { rejects, StackSettings, type Values } from "./stackSettings";

const stackName = "organization/canary-delivery/dev";
const reference = { platform: "reference", platformStack: stackName };
const httpUrl = "be an http or https URL without credentials, or nothing";

describe("settings of the platform", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    it("install one pod of each controller, and a Prometheus without a volume, where nothing is set", async () => {
        assert.deepEqual((await stack.load()).platform, {
            kind: "install",
            ingressController: "nginx",
            router: "nginx",
            routerPlugins: [],
            controllerReplicas: 1,
            prometheusRetention: "24h",
            kubeletMetrics: false,
            kubeStateMetrics: false,
            retainCustomResources: true,
            ingressHttpNodePort: 30080,
            imageDigests: "keep",
        });
    });

    it("install with replicas, a volume, and what outlives the stack", async () => {
        const values = {
            ingressController: "traefik",
            controllerReplicas: 2,
            prometheusRetention: "15d",
            prometheusStorage: "50Gi",
            prometheusStorageClass: "fast",
            apiServerCidr: "10.0.0.0/28",
            kubeletMetrics: "true",
            kubeStateMetrics: "true",
            retainCustomResources: "false",
            imageDigests: "strip",
            ingressHttpNodePort: 30081,
            prometheusAddress: "http://thanos.monitoring:9090",
        };
        assert.deepEqual((await stack.load(values)).platform, {
            kind: "install",
            ingressController: "traefik",
            router: "nginx",
            routerPlugins: [],
            controllerReplicas: 2,
            prometheusRetention: "15d",
            prometheusStorage: { size: "50Gi", storageClass: "fast" },
            apiServerCidr: "10.0.0.0/28",
            kubeletMetrics: true,
            kubeStateMetrics: true,
            retainCustomResources: false,
            ingressHttpNodePort: 30081,
            imageDigests: "strip",
            prometheusAddress: "http://thanos.monitoring:9090",
        });
        const { platform } = await stack.load({ prometheusStorage: "50Gi" });
        assert.deepEqual((platform as { prometheusStorage?: object }).prometheusStorage, { size: "50Gi" });
    });

    it("prepare the controllers for the router of the app, which the ingress controller must serve", async () => {
        const routerPlugins = [
            { name: "argoproj-labs/gatewayAPI", url: "https://example.com/plugin", sha256: "a".repeat(64) },
        ];
        const { platform } = await stack.load({ ingressController: "traefik", router: "gatewayApi", routerPlugins });
        assert.ok(platform.kind === "install");
        assert.deepEqual([platform.router, platform.routerPlugins], ["gatewayApi", routerPlugins]);
        for (const router of ["traefik", "gatewayApi"]) {
            assert.deepEqual(await stack.problemsOf({ router }), [
                `router must be nginx with ingressController nginx, got "${router}"`,
            ]);
            assert.deepEqual(await stack.problemsOf({ ...reference, router }), []);
        }
    });

    it("describe what takes the requests where no ingress controller is installed", async () => {
        const given = { ingressClass: "internal", ingressUrl: "http://envoy.edge.svc", ingressNamespace: "edge" };
        const gateway = { name: "envoy", namespace: "edge" };
        const none = { ingressController: "none", router: "gatewayApi", gateway };
        const { platform } = await stack.load({ ...none, ...given });
        assert.ok(platform.kind === "install");
        const { ingressController, ingressClass, ingressUrl, ingressNamespace } = platform;
        assert.deepEqual(
            { ingressController, ingressClass, ingressUrl, ingressNamespace },
            { ...given, ingressController: "none" },
        );
        assert.deepEqual(
            await stack.problemsOf({ ...none, monitoringNamespace: "metrics", namespace: "edge", ...given }),
            [
                'monitoringNamespace must be left out, with platform install it follows from the installation, got "metrics"',
                'namespace must be the app\'s own, got "edge"',
            ],
        );
    });

    it("need the entry of the requests where no ingress controller is installed, and no usual one exists", async () => {
        const none = { ingressController: "none", requestsPerSecond: "40" };
        const rest = "must be set with ingressController none and router";
        assert.deepEqual(await stack.problemsOf({ ...none, router: "gatewayApi" }), [
            `gateway ${rest} gatewayApi`,
            `ingressNamespace ${rest} gatewayApi`,
            `ingressUrl ${rest} gatewayApi`,
        ]);
        assert.deepEqual(await stack.problemsOf({ ...none, router: "traefik", requestsPerSecond: "0" }), [
            `ingressNamespace ${rest} traefik`,
        ]);
        assert.deepEqual(await stack.problemsOf(none), []);
        assert.deepEqual(await stack.problemsOf({ platform: "existing", router: "gatewayApi" }), []);
    });

    it("have the Gateway of Envoy Gateway where it is installed, for HTTPRoutes alone", async () => {
        const envoy = { ingressController: "envoy-gateway" };
        const { app } = await stack.load({ ...envoy, router: "gatewayApi" });
        const gateway = { name: "envoy", namespace: "envoy-gateway-system" };
        assert.deepEqual(app.router, { kind: "gatewayApi", gateway });
        assert.deepEqual(await stack.problemsOf({ ...envoy, router: "traefik" }), [
            'router must be gatewayApi with ingressController envoy-gateway, got "traefik"',
        ]);
    });

    it("know the API server by addresses of either family", async () => {
        for (const apiServerCidr of ["10.0.0.1/32", "fd00::/64"]) {
            assert.deepEqual(await stack.problemsOf({ apiServerCidr }), []);
        }
    });

    it("name another stack, and may share with it what only an installing stack uses", async () => {
        const shared = { imageDigests: "strip", controllerReplicas: 2, prometheusStorage: "50Gi" };
        const { platform } = await stack.load({ ...reference, ...shared });
        assert.deepEqual(platform, { kind: "reference", stack: stackName });
    });

    it("describe an existing platform where it differs from the usual one", async () => {
        assert.deepEqual((await stack.load({ platform: "existing" })).platform, { kind: "existing" });
        const given = {
            ingressClass: "internal",
            ingressUrl: "http://nginx.edge.svc",
            ingressNamespace: "edge",
            monitoringNamespace: "metrics",
            prometheusAddress: "http://prometheus.metrics:9090",
        };
        assert.deepEqual((await stack.load({ platform: "existing", ...given })).platform, {
            kind: "existing",
            ...given,
        });
    });

    it("need the node port only where ingress-nginx is installed", async () => {
        for (const elsewhere of [reference, { platform: "existing" }, { ingressController: "none" }]) {
            const { ingressHttpNodePort } = await stack.load({ ...elsewhere, ingressHttpNodePort: "" });
            assert.equal(ingressHttpNodePort, undefined);
        }
        assert.deepEqual(await stack.problemsOf({ ingressHttpNodePort: "" }), [
            "ingressHttpNodePort must be a whole number from 30000 to 32767, got nothing",
        ]);
    });

    for (const key of ["ingressClass", "ingressUrl", "ingressNamespace", "monitoringNamespace"]) {
        it(`reject ${key} unless the platform is existing`, async () => {
            const value = "https://elsewhere";
            assert.deepEqual(await stack.problemsOf({ [key]: value }), [
                `${key} must be left out, with platform install it follows from the installation, got "${value}"`,
            ]);
            assert.deepEqual(await stack.problemsOf({ ...reference, [key]: value }), [
                `${key} must be left out, with platform reference it comes from platformStack, got "${value}"`,
            ]);
        });
    }

    it("do not repeat the credentials of a rejected URL", async () => {
        const values = { prometheusAddress: "http://me:secret@prometheus:9090", prometheusUrl: "https://to/ken@x" };
        assert.deepEqual(await stack.problemsOf(values), [
            `prometheusAddress must ${httpUrl}, got "http://***@prometheus:9090"`,
            `prometheusUrl must be an http or https URL without credentials, or empty, got "https://to/ken@x"`,
        ]);
    });

    const replaced = "platform replaces it: install instead of true, existing or reference instead of false";
    rejects(
        () => stack,
        [
            [{ platform: "none" }, 'platform must be install, reference or existing, got "none"'],
            [{ installPlatform: "false" }, `installPlatform must be left out, ${replaced}, got "false"`],
            [{ installPlatform: "true" }, `installPlatform must be left out, ${replaced}, got "true"`],
            [
                { platform: "reference" },
                "platformStack must name another stack as organization/project/stack, got nothing",
            ],
            [
                { platform: "reference", platformStack: "dev" },
                'platformStack must name another stack as organization/project/stack, got "dev"',
            ],
            [
                { platformStack: stackName },
                `platformStack must be left out, it is only used with platform reference, got "${stackName}"`,
            ],
            [
                { ...reference, prometheusAddress: "http://prometheus:9090" },
                "prometheusAddress must be left out, with platform reference it comes from platformStack, " +
                    'got "http://prometheus:9090"',
            ],
            [{ prometheusAddress: "prometheus" }, `prometheusAddress must ${httpUrl}, got "prometheus"`],
            [{ platform: "existing", ingressUrl: "nginx" }, `ingressUrl must ${httpUrl}, got "nginx"`],
            [
                { platform: "existing", ingressNamespace: "Edge" },
                'ingressNamespace must be a DNS label of at most 63 characters, or nothing, got "Edge"',
            ],
            [{ ingressHttpNodePort: 80 }, 'ingressHttpNodePort must be a whole number from 30000 to 32767, got "80"'],
            [
                { ingressController: "haproxy" },
                'ingressController must be nginx, traefik, envoy-gateway or none, got "haproxy"',
            ],
            [{ router: "istio" }, 'router must be nginx, traefik or gatewayApi, got "istio"'],
            ...[
                "gatewayAPI",
                { name: "gatewayAPI" },
                [{ name: "gatewayAPI", url: "https://example.com/plugin" }],
                [{ name: "gatewayAPI", url: "https://example.com/plugin", sha256: "abc" }],
                [{ name: "gatewayAPI", url: "", sha256: "a".repeat(64) }],
                [{ name: "gatewayAPI", url: "https://example.com/plugin", sha256: "a".repeat(64), args: [] }],
                [null],
            ].map((routerPlugins): [Values, string] => [
                { routerPlugins },
                `routerPlugins must be a list of {name, url, sha256}, got ${shown(routerPlugins)}`,
            ]),
            [{ imageDigests: "drop" }, 'imageDigests must be keep or strip, got "drop"'],
            [{ controllerReplicas: 0 }, 'controllerReplicas must be a whole number from 1, got "0"'],
            [{ prometheusRetention: "15" }, 'prometheusRetention must be a duration such as 24h or 15d, got "15"'],
            [{ prometheusRetention: "0d" }, 'prometheusRetention must be a duration such as 24h or 15d, got "0d"'],
            [{ prometheusStorage: "50" }, 'prometheusStorage must be a size such as 50Gi, or nothing, got "50"'],
            [
                { prometheusStorageClass: "fast" },
                'prometheusStorageClass must be left out, without prometheusStorage there is no volume, got "fast"',
            ],
            ...["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8/8"].map((apiServerCidr): [Values, string] => [
                { apiServerCidr },
                `apiServerCidr must be a range of addresses such as 10.0.0.0/28, or nothing, got "${apiServerCidr}"`,
            ]),
            [{ retainCustomResources: "some" }, 'retainCustomResources must be true or false, got "some"'],
        ],
    );
});
