import { numberOf } from "./numbers";
import { type Container, containersOf } from "./pods";
import { flatMapKnown, at, type Fields, fieldsAt, known, listAt, stringAt, stringsAt } from "./value";

/** Volume types that the standard allows: none of the node's filesystem. */
const volumeTypes = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

const safeSysctls = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

const selinuxTypes = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/** Probes and hooks that the kubelet runs, which a `host` would send to any address of its network. */
const kubeletRequests = [
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle.postStart",
    "lifecycle.preStop",
].flatMap((field) => ["httpGet", "tcpSocket"].map((action) => `${field}.${action}.host`));

/** Prefix of an AppArmor profile's annotation, which the API server still reads; the container's name follows. */
const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

/**
 * Returns a pod's violations of Kubernetes' Pod Security Standard `restricted`, as version 1.34 enforces it.
 *
 * @param capabilities capabilities that a container may add
 */
export function podSecurityProblems(pod: Fields, capabilities: readonly string[]): string[] {
    return [
        ...flatMapKnown(["hostNetwork", "hostPID", "hostIPC"], (field) =>
            at(pod, `spec.${field}`) === true ? [`has ${field}: true, must have none`] : [],
        ),
        ...flatMapKnown(listAt(pod, "spec.volumes"), (volume) => {
            const bad = Object.keys(fieldsAt(volume)).filter((key) => key !== "name" && !volumeTypes.includes(key));
            const name = stringAt(volume, "name") ?? "without a name";
            return bad.length === 0
                ? []
                : [`volume ${name} is a ${bad.join(", ")}, must be one of ${volumeTypes.join(", ")}`];
        }),
        ...flatMapKnown(listAt(pod, "spec.securityContext.sysctls"), (sysctl) => {
            const name = stringAt(sysctl, "name") ?? "";
            return safeSysctls.includes(name) ? [] : [`sets the sysctl ${name}, must set safe ones only`];
        }),
        ...flatMapKnown(Object.entries(fieldsAt(pod, "metadata.annotations")), ([key, value]) =>
            key.startsWith(appArmorAnnotation) && !isAppArmorAnnotation(known(value))
                ? [`has the annotation ${key}: ${String(value)}, must have runtime/default`]
                : [],
        ),
        // Admission rejects a bad pod-level value even if each container overrides it.
        ...contextProblems(at(pod, "spec.securityContext")).map((problem) => `the pod ${problem}`),
        ...flatMapKnown(containersOf(pod), (container) => containerProblems(pod, container, capabilities)),
    ];
}

function isAppArmorAnnotation(value: unknown): boolean {
    return value === "" || value === "runtime/default" || (typeof value === "string" && value.startsWith("localhost/"));
}

type Check = () => string | false;

/** Returns the problems of a securityContext of a pod or a container. */
function contextProblems(context: unknown): string[] {
    const own = (field: string) => at(context, field);
    return problemsOf([
        () => (own("runAsNonRoot") ?? true) !== true && "may run as root, must have runAsNonRoot: true",
        () => own("runAsUser") === 0 && "runs as user 0, must run as another",
        () => {
            const type =
                own("seccompProfile") === undefined ? "RuntimeDefault" : stringAt(own("seccompProfile"), "type");
            const good = type === "RuntimeDefault" || type === "Localhost";
            return !good && `has the seccomp profile ${type ?? "none"}, must have RuntimeDefault`;
        },
        () => {
            const type =
                own("appArmorProfile") === undefined ? "RuntimeDefault" : stringAt(own("appArmorProfile"), "type");
            const good = type === "RuntimeDefault" || type === "Localhost";
            return !good && `has the AppArmor profile ${type ?? "none"}, must have RuntimeDefault`;
        },
        () => {
            const { type, user, role } = fieldsAt(own("seLinuxOptions"));
            const good = type === undefined || type === "" || selinuxTypes.some((one) => one === type);
            return (
                (!good || Boolean(user) || Boolean(role)) &&
                `sets SELinux options, must have the type ${selinuxTypes.join(" or ")} and no other`
            );
        },
        () => at(own("windowsOptions"), "hostProcess") === true && "is a host process, must not be",
    ]);
}

function containerProblems(pod: Fields, { kind, name, body }: Container, capabilities: readonly string[]): string[] {
    const own = (field: string) => at(body, `securityContext.${field}`);
    const isUnset = (field: string) =>
        own(field) === undefined && at(pod, `spec.securityContext.${field}`) === undefined;
    // Windows has none of the three, and the API server rejects a Windows pod that sets one.
    const isLinux = () => stringAt(pod, "spec.os.name") !== "windows";
    const problems = problemsOf([
        () => own("privileged") === true && "is privileged, must not be",
        () =>
            own("allowPrivilegeEscalation") !== false &&
            isLinux() &&
            "may gain privileges, must have allowPrivilegeEscalation: false",
        () => isUnset("runAsNonRoot") && "may run as root, must have runAsNonRoot: true",
        () => isUnset("seccompProfile") && isLinux() && "has the seccomp profile none, must have RuntimeDefault",
        () => (own("procMount") ?? "Default") !== "Default" && "sets procMount, must have Default",
        () =>
            !stringsAt(body, "securityContext.capabilities.drop").includes("ALL") &&
            isLinux() &&
            "keeps capabilities, must drop ALL",
        () => {
            const added = stringsAt(body, "securityContext.capabilities.add");
            const bad = added.filter((one) => !capabilities.includes(one));
            const most = capabilities.length === 0 ? "none" : `at most ${capabilities.join(", ")}`;
            return bad.length > 0 && `adds the capabilities ${bad.join(", ")}, must add ${most}`;
        },
        () => {
            const ports = listAt(body, "ports").map((one) => numberOf(fieldsAt(one)["hostPort"]) ?? 0);
            const taken = ports.filter((port) => port !== 0);
            return taken.length > 0 && `has the hostPort ${taken.join(", ")}, must have none`;
        },
        ...kubeletRequests.map((path): Check => () => {
            const host = stringAt(body, path);
            return host !== undefined && `has ${path}: ${host}, must have none`;
        }),
    ]);
    return [...problems, ...contextProblems(at(body, "securityContext"))].map(
        (problem) => `${kind} ${name} ${problem}`,
    );
}

function problemsOf(checks: readonly Check[]): string[] {
    return flatMapKnown(checks, (check) => {
        const problem = check();
        return problem === false ? [] : [problem];
    });
}
