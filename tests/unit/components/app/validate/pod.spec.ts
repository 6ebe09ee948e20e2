import type { CanaryAppArgs, CanaryPod } from "../../../../../components/src/app";
import { itIsRejected, type RejectedCase } from "../canaryAppArgs";

const pod = (changed: CanaryPod): Partial<CanaryAppArgs> => ({ pod: changed });

describe("the pods of a CanaryApp are rejected", () => {
    const cases: RejectedCase[] = [
        [
            "ports that are none",
            pod({ port: 0, metricsPort: 70_000 }),
            [
                "pod.port must be a port from 1 to 65535, got 0",
                "pod.metricsPort must be a port from 1 to 65535, got 70000",
            ],
        ],
        [
            "paths that are none",
            pod({ metricsPath: "metrics", readinessPath: "", filesPath: "/" }),
            [
                'pod.metricsPath must be an absolute path, got "metrics"',
                "pod.readinessPath must be an absolute path, got nothing",
                'pod.filesPath must be an absolute path, got "/"',
            ],
        ],
        [
            "variables that are none, or two of a name",
            pod({ env: { "1ST": "a", TOKEN: "b" }, secretEnv: { "A B": "c", TOKEN: "d" } }),
            [
                "pod.env.1ST must be named with letters, digits, dashes, dots and underscores, and no digit first",
                "pod.secretEnv.A B must be named with at most 253 letters, digits, dashes, dots and underscores, and no digit first",
                "pod.secretEnv.TOKEN must not be in env too",
            ],
        ],
        [
            "a path of metrics that Prometheus would not ask for",
            pod({ metricsPath: "/metrics?format=text", readinessPath: "/ready?full=1" }),
            ['pod.metricsPath must be an absolute path, got "/metrics?format=text"'],
        ],
        [
            "files that are none, or one key for two things",
            pod({ files: { "a/b": "" }, secretFiles: { "..key": "", TOKEN: "" }, secretEnv: { TOKEN: "" } }),
            [
                "pod.files.a/b must be named with at most 253 letters, digits, dashes, dots and underscores, without a folder, and not begin " +
                    "with two dots",
                "pod.secretFiles...key must be named with at most 253 letters, digits, dashes, dots and underscores, without a folder, and not begin " +
                    "with two dots",
                "pod.secretEnv.TOKEN must not be in secretFiles too",
            ],
        ],
        [
            "volumes in each other's place",
            pod({
                files: { a: "" },
                volumes: [
                    { name: "files", mountPath: "/tmp", emptyDir: {} },
                    { name: "Tmp", mountPath: "tmp", emptyDir: {} },
                    { name: "data", mountPath: "/config", emptyDir: {} },
                ],
            }),
            [
                'pod.volumes[0].name must differ from that of another volume, got "files"',
                'pod.volumes[1].name must be a DNS label of at most 63 characters, got "Tmp"',
                'pod.volumes[1].mountPath must be an absolute path, got "tmp"',
                'pod.volumes[2].mountPath must differ from pod.filesPath, got "/config" for both',
            ],
        ],
        [
            "amounts that the controller writes otherwise",
            pod({
                resources: { requests: { cpu: "1000m", memory: "1024Mi" }, limits: { cpu: "1500m", memory: "1Gi" } },
            }),
            [
                'pod.resources.requests.cpu must be written as 1, got "1000m"',
                'pod.resources.requests.memory must be written as 1Gi, got "1024Mi"',
            ],
        ],
    ];
    itIsRejected(cases);
});
