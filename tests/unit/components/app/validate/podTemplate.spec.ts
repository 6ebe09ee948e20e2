import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs, CanaryPodSpec, CanaryPodTemplate } from "../../../../../components/src/app";
import { errorsOf, itIsRejected, type RejectedCase } from "../canaryAppArgs";

const own = "ops-hardening-demo";
const template = (podTemplate: unknown): Partial<CanaryAppArgs> => ({ podTemplate: podTemplate as CanaryPodTemplate });
const spec = (fields: CanaryPodSpec) => template({ spec: fields });
const container = (fields: object) => spec({ containers: [{ name: own, ...fields }] });
const sidecarPorts = (...names: string[]) =>
    spec({
        containers: [{ name: "proxy", image: "proxy:1", ports: pulumi.output([{ containerPort: 81 }]) as never }],
        initContainers: [
            { name: "logs", image: "logs:1", ports: names.map((name, index) => ({ name, containerPort: 82 + index })) },
        ],
    });

const label = 'podTemplate.metadata.labels["';
const absent = "\"] must be absent: the app's Services and its versions are selected by it";

describe("the pod template of a CanaryApp is rejected", () => {
    const cases: RejectedCase[] = [
        ["no object", template("sidecar"), ['podTemplate must be an object, got "sidecar"']],
        [
            "an unknown field",
            template({ status: {} }),
            ["podTemplate.status is unknown, must be one of metadata, spec"],
        ],
        [
            "labels by which the versions' pods are found",
            template({
                metadata: {
                    labels: { "app.kubernetes.io/name": "other", "rollouts-pod-template-hash": "1", team: "shop" },
                },
            }),
            [`${label}app.kubernetes.io/name${absent}`, `${label}rollouts-pod-template-hash${absent}`],
        ],
        [
            "pods that end",
            spec({ restartPolicy: "Never" }),
            ['podTemplate.spec.restartPolicy must be Always, or absent, got "Never"'],
        ],
        [
            "containers that are not known when they are merged",
            spec({ containers: pulumi.output([]) as never, volumes: pulumi.output([]) as never }),
            [
                "podTemplate.spec.containers must be a list of containers, and no Output, got an Output",
                "podTemplate.spec.volumes must be a list of volumes, and no Output, got an Output",
            ],
        ],
        [
            "fields that are not known when they are merged",
            template({ metadata: pulumi.output({}), spec: pulumi.output({}) }),
            [
                "podTemplate.metadata must be an object, got an Output",
                "podTemplate.spec must be an object, got an Output",
            ],
        ],
        [
            "labels and annotations that are not known when they are merged",
            template({ metadata: { labels: pulumi.output({}), annotations: pulumi.output({}) } }),
            [
                "podTemplate.metadata.labels must be an object, got an Output",
                "podTemplate.metadata.annotations must be an object, got an Output",
            ],
        ],
        [
            "a container that is not known when it is merged",
            spec({ containers: [pulumi.output({ name: own })] as never }),
            ["podTemplate.spec.containers[0] must be an object, got an Output"],
        ],
        [
            "lists of the app's container that are not known when they are merged",
            container({ env: pulumi.output([]), ports: pulumi.output([]), volumeMounts: pulumi.output([]) }),
            [
                "podTemplate.spec.containers[0].env must be a list, and no Output, got an Output",
                "podTemplate.spec.containers[0].ports must be a list, and no Output, got an Output",
                "podTemplate.spec.containers[0].volumeMounts must be a list, and no Output, got an Output",
            ],
        ],
        [
            "another image of the app's container, and ports and variables that it has",
            container({
                image: "app:2",
                ports: [
                    { name: "http", containerPort: 80 },
                    { containerPort: 9464 },
                    { name: "grpc", containerPort: 81 },
                ],
                env: [{ name: "EMPTY", value: "1" }, { name: "OTHER" }],
            }),
            [
                "podTemplate.spec.containers[0].image must be absent: it is the app's image",
                "podTemplate.spec.containers[0].ports[0] must be another port than those of pod.port and pod.metricsPort, and named otherwise",
                "podTemplate.spec.containers[0].ports[1] must be another port than those of pod.port and pod.metricsPort, and named otherwise",
                'podTemplate.spec.containers[0].env[0].name must not be in pod.env or pod.secretEnv too, got "EMPTY"',
            ],
        ],
        [
            "sidecars without a name or an image, or with one name",
            spec({
                containers: [{ name: "Proxy", image: "a" }, { name: "proxy" }, { name: "proxy", image: "b" }],
                initContainers: [{ name: own, image: "c" }],
            }),
            [
                'podTemplate.spec.containers[0].name must be a DNS label of at most 63 characters, got "Proxy"',
                "podTemplate.spec.containers[1].image must be the image of the container",
                'podTemplate.spec.containers[2].name must differ from that of podTemplate.spec.containers[1], got "proxy"',
                "podTemplate.spec.initContainers[0].name must differ from the app's own container",
            ],
        ],
        [
            "a port of a sidecar that a PodMonitor would scrape as the app's metrics",
            { ...sidecarPorts("metrics", "http"), monitor: { kind: "PodMonitor" } },
            [
                'podTemplate.spec.initContainers[0].ports[0].name must be another name than the app\'s metrics have, for the PodMonitor, got "metrics"',
            ],
        ],
        [
            "a port of a sidecar that a PodMonitor would scrape as the app's only port",
            {
                ...sidecarPorts("metrics", "http"),
                monitor: { kind: "PodMonitor" },
                pod: { metricsPort: 8080, port: 8080 },
            },
            [
                'podTemplate.spec.initContainers[0].ports[1].name must be another name than the app\'s metrics have, for the PodMonitor, got "http"',
            ],
        ],
        [
            "a volume of the app",
            spec({ volumes: [{ name: "files", emptyDir: {} }] }),
            ['podTemplate.spec.volumes[0].name must differ from that of another volume, got "files"'],
        ],
    ];
    itIsRejected(cases);
});

describe("the pod template of a CanaryApp with a ServiceMonitor", () => {
    it("may have a sidecar with a port of the name of the app's metrics, which the Service finds by its first container", () => {
        assert.deepEqual(errorsOf(sidecarPorts("metrics")), []);
    });
});
