import { type Broken, describeRule } from "../ruleSpec";

const pod = "spec.template.spec";
const context = `${pod}.containers.0.securityContext`;
const rollout = "Rollout demo/shop:";
const change = (path: string, value: unknown) => ({ set: { "Rollout shop": { [path]: value } } });

describeRule("pods-restricted", {
    broken: [
        ["a node's network", change(`${pod}.hostNetwork`, true), [`${rollout} has hostNetwork: true, must have none`]],
        ["a node's processes", change(`${pod}.hostPID`, true), [`${rollout} has hostPID: true, must have none`]],
        ["a node's IPC", change(`${pod}.hostIPC`, true), [`${rollout} has hostIPC: true, must have none`]],
        [
            "a node's files",
            change(`${pod}.volumes.0`, { name: "logs", hostPath: { path: "/var/log" } }),
            [
                `${rollout} volume logs is a hostPath, must be one of configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret`,
            ],
        ],
        [
            "a node's network in the Job of a metric",
            {
                set: {
                    "AnalysisTemplate shop-analysis": {
                        "spec.metrics.0.provider": { job: { spec: { template: { spec: { hostNetwork: true } } } } },
                    },
                },
            },
            ["hostNetwork: true, must have none"].map((found) => `AnalysisTemplate demo/shop-analysis: has ${found}`),
        ],
        [
            "a privileged container",
            change(`${context}.privileged`, true),
            [`${rollout} container shop is privileged, must not be`],
        ],
        [
            "privileges to be gained",
            change(`${context}.allowPrivilegeEscalation`, undefined),
            [`${rollout} container shop may gain privileges, must have allowPrivilegeEscalation: false`],
        ],
        [
            "root, for all containers",
            change(`${pod}.securityContext.runAsNonRoot`, undefined),
            [
                `${rollout} init container migrate may run as root, must have runAsNonRoot: true`,
                `${rollout} container shop may run as root, must have runAsNonRoot: true`,
            ],
        ],
        [
            "root, for one container",
            change(`${context}.runAsNonRoot`, false),
            [`${rollout} container shop may run as root, must have runAsNonRoot: true`],
        ],
        [
            "user 0",
            change(`${context}.runAsUser`, 0),
            [`${rollout} container shop runs as user 0, must run as another`],
        ],
        [
            "an unconfined container",
            change(`${context}.seccompProfile`, { type: "Unconfined" }),
            [`${rollout} container shop has the seccomp profile Unconfined, must have RuntimeDefault`],
        ],
        [
            "no seccomp profile",
            {
                set: {
                    "Deployment ingress-nginx-controller": { [`${pod}.securityContext.seccompProfile`]: undefined },
                },
            },
            [
                "Deployment ingress-nginx/ingress-nginx-controller: container controller has the seccomp profile none, must have RuntimeDefault",
            ],
        ],
        ...(
            [
                [{ runAsUser: 0 }, "runs as user 0, must run as another"],
                [{ runAsNonRoot: false }, "may run as root, must have runAsNonRoot: true"],
                [
                    { seccompProfile: { type: "Unconfined" } },
                    "has the seccomp profile Unconfined, must have RuntimeDefault",
                ],
                [
                    { appArmorProfile: { type: "Unconfined" } },
                    "has the AppArmor profile Unconfined, must have RuntimeDefault",
                ],
                [{ windowsOptions: { hostProcess: true } }, "is a host process, must not be"],
            ] as const
        ).map(([fields, problem]): Broken => [
            `a pod with ${JSON.stringify(fields)}, though each of its containers overrides it`,
            {
                set: {
                    "Deployment ingress-nginx-controller": {
                        [`${pod}.securityContext`]: fields,
                        [context]: {
                            runAsUser: 101,
                            runAsNonRoot: true,
                            seccompProfile: { type: "RuntimeDefault" },
                            appArmorProfile: { type: "RuntimeDefault" },
                            windowsOptions: { hostProcess: false },
                            allowPrivilegeEscalation: false,
                            capabilities: { drop: ["ALL"] },
                        },
                    },
                },
            },
            [`Deployment ingress-nginx/ingress-nginx-controller: the pod ${problem}`],
        ]),
        [
            "capabilities that are kept",
            change(`${context}.capabilities.drop`, ["NET_RAW"]),
            [`${rollout} container shop keeps capabilities, must drop ALL`],
        ],
        [
            "capabilities that are added",
            change(`${context}.capabilities.add`, ["NET_ADMIN", "NET_BIND_SERVICE"]),
            [`${rollout} container shop adds the capabilities NET_ADMIN, must add at most NET_BIND_SERVICE`],
        ],
        [
            "an unsafe sysctl",
            change(`${pod}.securityContext.sysctls`, [{ name: "kernel.msgmax", value: "1" }]),
            [`${rollout} sets the sysctl kernel.msgmax, must set safe ones only`],
        ],
        [
            "no AppArmor",
            change(`${context}.appArmorProfile`, { type: "Unconfined" }),
            [`${rollout} container shop has the AppArmor profile Unconfined, must have RuntimeDefault`],
        ],
        ...[{ type: "spc_t" }, { user: "system_u" }, { role: "system_r" }].map((options): Broken => [
            `SELinux options such as ${JSON.stringify(options)}`,
            change(`${context}.seLinuxOptions`, options),
            [
                `${rollout} container shop sets SELinux options, must have the type container_t or container_init_t or container_kvm_t or container_engine_t and no other`,
            ],
        ]),
        [
            "another /proc",
            change(`${context}.procMount`, "Unmasked"),
            [`${rollout} container shop sets procMount, must have Default`],
        ],
        [
            "a process of the node",
            change(`${context}.windowsOptions`, { hostProcess: true }),
            [`${rollout} container shop is a host process, must not be`],
        ],
        [
            "any capability, where none may be added",
            { set: { "Deployment ingress-nginx-controller": undefined } },
            [`${rollout} container shop adds the capabilities NET_BIND_SERVICE, must add none`],
            { capabilities: [] },
        ],
        ...[
            "livenessProbe.httpGet",
            "readinessProbe.tcpSocket",
            "startupProbe.tcpSocket",
            "lifecycle.postStart.tcpSocket",
            "lifecycle.preStop.httpGet",
        ].map((path): Broken => [
            `a host in ${path}, which the node's kubelet would call`,
            change(`${pod}.containers.0.${path}`, { host: "127.0.0.1", port: 8080 }),
            [`${rollout} container shop has ${path}.host: 127.0.0.1, must have none`],
        ]),
        [
            "a host in a hook of an init container",
            change(`${pod}.initContainers.0.lifecycle`, {
                preStop: { httpGet: { host: "hooks.example.com", port: 80 } },
            }),
            [`${rollout} init container migrate has lifecycle.preStop.httpGet.host: hooks.example.com, must have none`],
        ],
        [
            "no AppArmor by an annotation",
            change("spec.template.metadata.annotations", {
                "container.apparmor.security.beta.kubernetes.io/shop": "unconfined",
            }),
            [
                `${rollout} has the annotation container.apparmor.security.beta.kubernetes.io/shop: unconfined, must have runtime/default`,
            ],
        ],
        [
            "a node's port",
            change(`${pod}.containers.0.ports.0.hostPort`, 80),
            [`${rollout} container shop has the hostPort 80, must have none`],
        ],
    ],
    fine: [
        ["a safe sysctl", change(`${pod}.securityContext.sysctls`, [{ name: "net.ipv4.tcp_syncookies", value: "1" }])],
        [
            "a securityContext of the container",
            {
                set: {
                    "Deployment ingress-nginx-controller": {
                        [`${pod}.securityContext`]: undefined,
                        [`${context}.runAsNonRoot`]: true,
                        [`${context}.seccompProfile`]: { type: "Localhost", localhostProfile: "shop.json" },
                    },
                },
            },
        ],
        [
            "capabilities that are allowed",
            change(`${context}.capabilities.add`, ["NET_BIND_SERVICE", "CHOWN"]),
            { capabilities: ["NET_BIND_SERVICE", "CHOWN"] },
        ],
    ],
});
