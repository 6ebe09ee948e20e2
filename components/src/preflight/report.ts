import { describeFinding, significant } from "../gate/report/finding";
import { clockOf } from "../gate/report/format";
import type { Checked, PreflightFinding, Unselecting } from "./finding";
import type { PreflightInputs } from "./inputs";
import type { Permission } from "./permissions";

/** The Rollout of a preflight, in messages. */
export function subjectOf({ namespace, rolloutName }: Pick<PreflightInputs, "namespace" | "rolloutName">): string {
    return `${namespace}/${rolloutName}`;
}

/** Formats one line about a preflight. `at` is in milliseconds and shown in UTC, as in the gate's lines. */
export function preflightLine(text: string, at: number): string {
    return `${clockOf(at)} Preflight: ${text}`;
}

/** Returns the message of an update that stops before its Rollout: every problem, one a line. */
export function describeProblems(subject: string, found: readonly Checked[]): string {
    const problems = found.filter(({ severity }) => severity === "problem");
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return [
        `rollout ${subject} was not touched, the preflight found ${count}:`,
        ...problems.map(({ finding }) => `  ${describePreflight(finding)}`),
        "fix this and run pulumi up again; the argument preflight: note only reports it",
    ].join("\n");
}

/** Describes one finding: object, found, expected, the next action. */
export function describePreflight(finding: PreflightFinding): string {
    switch (finding.kind) {
        case "missingPermission":
            return describePermission(finding.permission);
        case "permissionsUnknown":
            return `the permissions were not checked: ${finding.reason}`;
        case "prometheusUnusable":
            return `${finding.message}; correct prometheusAddress, or set prometheusUrl to a URL that this machine reaches`;
        case "prometheusLater":
            return `Prometheus was not queried: ${finding.message}; create it before the next version`;
        case "noPrometheusService":
            return `the analysis cannot reach Prometheus: there is no Service ${finding.service}, which prometheusAddress names`;
        case "hostTaken":
            return `${finding.host === "" ? "every host with " : "host "}${finding.host}${finding.path} belongs to Ingress ${finding.by} of the class ${finding.ingressClass} too, which may take all of its requests; remove it there, or choose another host`;
        case "canaryLeftBehind": {
            const { ingress, namespace, service } = finding;
            return `Argo Rollouts leaves Ingress ${ingress} of a former name behind, and ingress-nginx takes the weight of Service ${service} from its oldest Ingress, so that the next new version may get no request; once no Rollout has that name any more: kubectl delete ingress ${ingress} -n ${namespace}`;
        }
        case "hostsUnknown":
            return `other namespaces' Ingresses may have the same host, they were not checked: ${finding.reason}`;
        case "notScraped":
            return `no Prometheus selects ServiceMonitor ${finding.monitor}: ${finding.because.map(describeUnselecting).join("; ")}`;
        case "scrapingUnknown":
            return `the selection of the ServiceMonitor was not checked: ${finding.reason}`;
        case "noRollouts":
            return "the cluster has no CustomResourceDefinition of Rollouts; install Argo Rollouts";
        case "noController":
            return "there is no Deployment with the label app.kubernetes.io/name=argo-rollouts; without the controller no rollout begins";
        case "controllerStopped":
            return `the controller is scaled to 0 replicas (Deployment ${finding.deployment}); scale it up`;
        case "controllerVersion":
            return `the controller runs ${finding.image}, tested are ${finding.known.join(" and ")}`;
        case "controllerUnknown":
            return `the controller was not checked: ${finding.reason}`;
        case "movingTag":
            return `the tag of image ${finding.image} moves, so that one version may be several; use a tag of one version, or a digest`;
        case "forecast":
            return describeFinding(finding.finding);
        case "fewRequests": {
            const { weight, seconds, requestsPerSecond, minRequests } = finding;
            const expected = Math.floor(requestsPerSecond * seconds);
            return `the pause of ${seconds} s at weight ${weight} will count ${expected} requests at ${significant(requestsPerSecond)} requests/s, must be ${minRequests}; lengthen it, or set minRequests or onTooFewRequests`;
        }
    }
}

function describePermission({ verbs, group, resource, namespace, name, need }: Permission): string {
    const kind = group === "" ? resource : `${resource} of ${group}`;
    const object = name === undefined ? kind : `${kind} "${name}"`;
    const why = {
        gate: "which the gate needs",
        explain: "which only explains failures",
        stack: "which the stack declares; another user of its provider may",
    };
    return `the kubeconfig's user may not ${verbs.join(", ")} ${object} in ${namespace}, ${why[need]}`;
}

function describeUnselecting({ prometheus, by, selector }: Unselecting): string {
    return selector === undefined
        ? `${prometheus} has no ${by} that selects it`
        : `${by} of ${prometheus} is ${selector}`;
}
