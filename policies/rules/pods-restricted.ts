import { numberOf } from "../duration";
import { type Container, containersOf, podOf } from "../pods";
import { rule } from "../rule";
import { texts } from "../settings";
import { aboutEach, at, type Fields, fieldsAt, listAt, textAt, textsAt } from "../value";

export default rule({
    name: "pods-restricted",
    description: "Pods meet Kubernetes' Pod Security Standard `restricted`.",
    why:
        "A version on trial is the least known code of a cluster. As root, with more capabilities or with a way to its " +
        "node, it is one mistake away from all the others.",
    fix: "set the securityContext of the pod and of its containers as the standard asks",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: { capabilities: texts(["NET_BIND_SERVICE"], "The capabilities that a container may add") },
    eachObject(object, { capabilities }) {
        const pod = podOf(object);
        if (pod === undefined) {
            return [];
        }
        const found = [
            ...aboutEach(["hostNetwork", "hostPID", "hostIPC"], (field) =>
                at(pod, `spec.${field}`) === true ? [`has ${field}: true, must have none`] : [],
            ),
            ...aboutEach(listAt(pod, "spec.volumes"), (volume) =>
                at(volume, "hostPath") === undefined
                    ? []
                    : [`volume ${String(at(volume, "name"))} is a hostPath, must not be of the node`],
            ),
            ...aboutEach(containersOf(pod), (container) => containerProblems(pod, container, capabilities)),
        ];
        return found.map((text) => ({ object, found: text }));
    },
});

function containerProblems(pod: Fields, { kind, name, body }: Container, capabilities: readonly string[]): string[] {
    const own = (field: string) => at(body, `securityContext.${field}`);
    const either = (field: string) => own(field) ?? at(pod, `spec.securityContext.${field}`);
    const checks: (() => string | undefined)[] = [
        () => (own("privileged") === true ? "is privileged, must not be" : undefined),
        () =>
            own("allowPrivilegeEscalation") === false
                ? undefined
                : "may gain privileges, must have allowPrivilegeEscalation: false",
        () => (either("runAsNonRoot") === true ? undefined : "may run as root, must have runAsNonRoot: true"),
        () => (either("runAsUser") === 0 ? "runs as user 0, must run as another" : undefined),
        () => {
            const type = textAt(either("seccompProfile"), "type") ?? "none";
            const good = type === "RuntimeDefault" || type === "Localhost";
            return good ? undefined : `has the seccomp profile ${type}, must have RuntimeDefault`;
        },
        () =>
            textsAt(body, "securityContext.capabilities.drop").includes("ALL")
                ? undefined
                : "keeps capabilities, must drop ALL",
        () => {
            const added = textsAt(body, "securityContext.capabilities.add").filter(
                (one) => !capabilities.includes(one),
            );
            const all = capabilities.join(", ");
            return added.length === 0
                ? undefined
                : `adds the capabilities ${added.join(", ")}, must add at most ${all}`;
        },
        () => {
            const ports = listAt(body, "ports").map((one) => numberOf(fieldsAt(one)["hostPort"]));
            const taken = ports.filter((port) => port !== undefined && port !== 0);
            return taken.length === 0 ? undefined : `has the hostPort ${taken.join(", ")}, must have none`;
        },
    ];
    return aboutEach(checks, (check) => {
        const problem = check();
        return problem === undefined ? [] : [`${kind} ${name} ${problem}`];
    });
}
