import assert from "node:assert/strict";
import {
    IngressNginx,
    type IngressNginxArgs,
    ingressNginxObjects,
} from "../../../../components/src/platform/ingressNginx";
import { ResourceRecorder } from "../../../support/pulumi/mocks";
import { protectedBy } from "../app/protection";
import { find, ingressDigest, ingressImage, ingressNginxRelease as objects, findDeployment } from "./releases";

const cluster = { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" };

describe("IngressNginx", () => {
    const install = (args: Partial<IngressNginxArgs> = {}) =>
        ingressNginxObjects(objects, { httpNodePort: 30080, ...args });
    const deploymentOf = (args?: Partial<IngressNginxArgs>) => findDeployment(install(args));
    const containerOf = (args?: Partial<IngressNginxArgs>) => deploymentOf(args).spec.template.spec.containers[0];

    it("drops the admission webhook with its Service, account, permissions and Jobs", () => {
        assert.deepEqual(
            install().map(({ kind, metadata }) => `${kind} ${metadata.name}`),
            [
                "Namespace ingress-nginx",
                "ClusterRole ingress-nginx",
                "ConfigMap ingress-nginx-controller",
                "Service ingress-nginx-controller",
                "Deployment ingress-nginx-controller",
                "IngressClass nginx",
                "Role ingress-nginx",
                "RoleBinding ingress-nginx",
                "NetworkPolicy ingress-nginx-deny-ingress",
                "NetworkPolicy ingress-nginx-http",
                "NetworkPolicy ingress-nginx-metrics",
            ],
        );
    });

    it("runs the controller without the webhook's flags and port, and with metrics", () => {
        assert.deepEqual(containerOf()?.args, [
            "/nginx-ingress-controller",
            "--ingress-class=nginx",
            "--enable-metrics=true",
            "--sync-rate-limit=0.5",
            "--enable-annotation-validation=true",
        ]);
        assert.deepEqual(containerOf()?.ports, [
            { containerPort: 80, name: "http", protocol: "TCP" },
            { name: "metrics", containerPort: 10254, protocol: "TCP" },
        ]);
    });

    it("keeps the image's digest in every container unless `digests` is strip", () => {
        const images = (digests: "keep" | "strip") => {
            const { containers, initContainers } = deploymentOf({ digests }).spec.template.spec;
            return [...containers, ...(initContainers as { image: string }[])].map(({ image }) => image);
        };
        assert.deepEqual(new Set(images("keep")), new Set([`${ingressImage}${ingressDigest}`]));
        assert.deepEqual(new Set(images("strip")), new Set([ingressImage]));
    });

    it("answers http on the node port that it is given, and has its metrics on no Service", () => {
        const services = install().filter(({ kind }) => kind === "Service");
        assert.deepEqual(
            services.map((service) => service["spec"]),
            [
                {
                    type: "NodePort",
                    ports: [
                        { name: "http", port: 80, targetPort: "http", nodePort: 30080 },
                        { name: "https", port: 443, targetPort: "https" },
                    ],
                },
            ],
        );
    });

    it("gives the author of an Ingress no snippets, nothing of other namespaces, and no version to see", () => {
        assert.deepEqual(find(install(), "ConfigMap")["data"], {
            "keep-alive": "75",
            "allow-snippet-annotations": "false",
            "annotations-risk-level": "High",
            "allow-cross-namespace-resources": "false",
            "server-tokens": "false",
        });
    });

    it("writes to volumes only, which start with what the image has in their place", () => {
        const { containers, initContainers, volumes } = deploymentOf().spec.template.spec;
        const [container] = containers;
        const context = container?.["securityContext"] as Record<string, unknown>;
        assert.equal(context["readOnlyRootFilesystem"], true);
        assert.equal(context["runAsUser"], 101);
        assert.deepEqual(container?.["volumeMounts"], [
            { mountPath: "/modules", name: "modules" },
            { name: "nginx-configuration", mountPath: "/etc/nginx" },
            { name: "controller-files", mountPath: "/etc/ingress-controller" },
            { name: "temporary-files", mountPath: "/tmp" },
            { name: "nginx-files", mountPath: "/var/lib/nginx" },
        ]);
        assert.deepEqual(
            (volumes as { name: string }[]).map(({ name }) => name),
            ["modules", "nginx-configuration", "controller-files", "temporary-files", "nginx-files"],
        );
        const [first] = initContainers as { command: string[]; securityContext: unknown }[];
        assert.deepEqual(first?.command.at(-1)?.split("\n"), [
            "cp -R /etc/nginx/. /volumes/nginx-configuration/",
            "cp -R /etc/ingress-controller/. /volumes/controller-files/",
            "mkdir -p /volumes/temporary-files/nginx",
        ]);
        assert.deepEqual(first.securityContext, {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: 101,
            seccompProfile: { type: "RuntimeDefault" },
        });
    });

    it("has the next pod ready before one leaves, one replica too", () => {
        assert.deepEqual(deploymentOf().spec["strategy"], {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
        });
        assert.equal(deploymentOf().spec["replicas"], 1);
        assert.equal(deploymentOf({ replicas: 2 }).spec["replicas"], 2);
        assert.equal(find(install({ replicas: 2 }), "PodDisruptionBudget").metadata.namespace, "ingress-nginx");
    });

    it("lets anyone in on http and https, and one namespace read its metrics", () => {
        const ingress = (name: string) =>
            (
                find(install({ monitoringNamespace: "observability" }), "NetworkPolicy", name)["spec"] as {
                    ingress: unknown;
                }
            ).ingress;
        assert.deepEqual(ingress("ingress-nginx-http"), [
            {
                ports: [
                    { port: 80, protocol: "TCP" },
                    { port: 443, protocol: "TCP" },
                ],
            },
        ]);
        assert.deepEqual(ingress("ingress-nginx-metrics"), [
            {
                ports: [{ port: 10254, protocol: "TCP" }],
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } } }],
            },
        ]);
    });

    it("declares each object as a resource of its kind", async () => {
        const recorder = await ResourceRecorder.start();
        new IngressNginx("ingress-nginx", { objects, cluster, httpNodePort: 30080, replicas: 2 });
        await recorder.settle();
        const types = recorder.resources.map((one) => one.type);
        assert.deepEqual(types.slice(0, 3), [
            "canary:index:IngressNginx",
            "pulumi-nodejs:dynamic/canary:OwnershipCheck",
            "kubernetes:core/v1:Namespace",
        ]);
        assert.equal(types.at(-1), "kubernetes:apps/v1:Deployment");
        assert.ok(types.includes("kubernetes:policy/v1:PodDisruptionBudget"));
        assert.equal(types.length, install({ replicas: 2 }).length + 2);
    });

    it("protects its Namespace on request", async () => {
        const declared = (protect: boolean) =>
            protectedBy((opts) => {
                new IngressNginx("i", { objects, cluster, httpNodePort: 30080, protect }, opts);
            });
        assert.deepEqual(await declared(false), []);
        assert.deepEqual(await declared(true), ["kubernetes:core/v1:Namespace ingress-nginx"]);
    });
});
