import assert from "node:assert/strict";
import { IngressNginx, ingressNginxObjects } from "../../../components/ingressNginx";
import type { DeploymentObject } from "../../../components/manifestObjects";
import { ResourceRecorder } from "../../support/mocks";

const digest = `@sha256:${"a".repeat(64)}`;
const admission = { "app.kubernetes.io/component": "admission-webhook" };

/** The shapes of the release's manifest, shortened. */
const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "ingress-nginx" } },
    {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "ingress-nginx-admission", namespace: "ingress-nginx", labels: admission },
    },
    {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
        spec: {
            type: "NodePort",
            ports: [
                { name: "http", port: 80, targetPort: "http" },
                { name: "https", port: 443, targetPort: "https" },
            ],
        },
    },
    {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "ingress-nginx-controller-admission", namespace: "ingress-nginx" },
        spec: { type: "ClusterIP" },
    },
    {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
        spec: {
            template: {
                metadata: { labels: { "app.kubernetes.io/name": "ingress-nginx" } },
                spec: {
                    containers: [
                        {
                            name: "controller",
                            image: `registry.k8s.io/ingress-nginx/controller:v1.11.0${digest}`,
                            args: [
                                "/nginx-ingress-controller",
                                "--ingress-class=nginx",
                                "--validating-webhook=:8443",
                                "--validating-webhook-certificate=/usr/local/certificates/cert",
                                "--validating-webhook-key=/usr/local/certificates/key",
                                "--enable-metrics=false",
                            ],
                            ports: [
                                { containerPort: 80, name: "http", protocol: "TCP" },
                                { containerPort: 8443, name: "webhook", protocol: "TCP" },
                            ],
                            volumeMounts: [
                                { mountPath: "/usr/local/certificates/", name: "webhook-cert", readOnly: true },
                            ],
                        },
                    ],
                    serviceAccountName: "ingress-nginx",
                    volumes: [{ name: "webhook-cert", secret: { secretName: "ingress-nginx-admission" } }],
                },
            },
        },
    },
    { apiVersion: "batch/v1", kind: "Job", metadata: { name: "ingress-nginx-admission-create", labels: admission } },
    { apiVersion: "batch/v1", kind: "Job", metadata: { name: "ingress-nginx-admission-patch", labels: admission } },
    { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", metadata: { name: "nginx" } },
    {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "ingress-nginx-admission", labels: admission },
    },
];

describe("IngressNginx", () => {
    const install = (digests?: "keep" | "strip") =>
        ingressNginxObjects(objects, { httpNodePort: 30080, ...(digests && { digests }) });
    const podSpec = (digests?: "keep" | "strip") => {
        const deployment = install(digests).find(({ kind }) => kind === "Deployment") as DeploymentObject;
        return deployment.spec.template.spec;
    };

    it("drops the admission webhook with its Service, account and Jobs", () => {
        assert.deepEqual(
            install().map(({ kind, metadata }) => `${kind} ${metadata.name}`),
            [
                "Namespace ingress-nginx",
                "Service ingress-nginx-controller",
                "Deployment ingress-nginx-controller",
                "IngressClass nginx",
            ],
        );
    });

    it("runs the controller without the webhook's flags, port and certificate, and with metrics", () => {
        assert.deepEqual(podSpec(), {
            containers: [
                {
                    name: "controller",
                    image: `registry.k8s.io/ingress-nginx/controller:v1.11.0${digest}`,
                    args: [
                        "/nginx-ingress-controller",
                        "--ingress-class=nginx",
                        "--enable-metrics=true",
                        "--sync-rate-limit=5",
                    ],
                    ports: [
                        { containerPort: 80, name: "http", protocol: "TCP" },
                        { name: "metrics", containerPort: 10254, protocol: "TCP" },
                    ],
                },
            ],
            serviceAccountName: "ingress-nginx",
        });
    });

    it("keeps the image's digest unless told to strip it", () => {
        assert.equal(podSpec("keep").containers[0]?.image, `registry.k8s.io/ingress-nginx/controller:v1.11.0${digest}`);
        assert.equal(podSpec("strip").containers[0]?.image, "registry.k8s.io/ingress-nginx/controller:v1.11.0");
    });

    it("answers http on the node port that it is given", () => {
        const service = install().find(({ kind }) => kind === "Service");
        assert.deepEqual(service?.["spec"], {
            type: "NodePort",
            ports: [
                { name: "http", port: 80, targetPort: "http", nodePort: 30080 },
                { name: "https", port: 443, targetPort: "https" },
            ],
        });
    });

    it("makes each object a resource of its own kind", async () => {
        const recorder = await ResourceRecorder.start();
        new IngressNginx("ingress-nginx", { objects, httpNodePort: 30080 });
        await recorder.settle();
        assert.deepEqual(
            recorder.resources.map((one) => one.type),
            [
                "canary:index:IngressNginx",
                "kubernetes:core/v1:Namespace",
                "kubernetes:core/v1:Service",
                "kubernetes:networking.k8s.io/v1:IngressClass",
                "kubernetes:apps/v1:Deployment",
            ],
        );
    });
});
