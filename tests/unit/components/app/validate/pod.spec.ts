import type { CanaryAppArgs, CanaryPod } from "../../../../../components/src/app/canaryApp";
import { itIsRefused, type RefusedCase } from "../canaryAppArgs";

const pod = (changed: CanaryPod): Partial<CanaryAppArgs> => ({ pod: changed });

describe("the pods of a CanaryApp are refused", () => {
    const cases: RefusedCase[] = [
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
                'pod.readinessPath must be an absolute path, got ""',
                'pod.filesPath must be an absolute path, got "/"',
            ],
        ],
        [
            "variables that are none, or two of a name",
            pod({ env: { "1ST": "a", TOKEN: "b" }, secretEnv: { "A B": "c", TOKEN: "d" } }),
            [
                'pod.env must name variables with letters, digits, dashes, dots and underscores, and no digit first, got "1ST"',
                "pod.env and pod.secretEnv must have different variables, both have TOKEN",
                "a key of pod.secretEnv must be a variable's name of at most 253 letters, digits, dashes, dots and underscores, " +
                    'not beginning with a digit, got "A B"',
            ],
        ],
        [
            "files that are none, or one key for two things",
            pod({ files: { "a/b": "" }, secretFiles: { "..key": "", TOKEN: "" }, secretEnv: { TOKEN: "" } }),
            [
                "a key of pod.files must be a file name of at most 253 letters, digits, dashes, dots and underscores, without a " +
                    'folder, not beginning with two dots, got "a/b"',
                "a key of pod.secretFiles must be a file name of at most 253 letters, digits, dashes, dots and underscores, " +
                    'without a folder, not beginning with two dots, got "..key"',
                'pod.secretEnv and pod.secretFiles must have different keys, both have "TOKEN"',
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
                'pod.volumes[0].name must be unlike that of another volume, got "files"',
                'pod.volumes[1].name must be a DNS label of at most 63 characters, got "Tmp"',
                'pod.volumes[1].mountPath must be an absolute path, got "tmp"',
                "pod must have one volume at /config, got another",
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
    itIsRefused(cases);
});
