import { shown } from "../../provider/inputs";
import { type CanaryIngress, canaryIngressName, pathsOf } from "../ingresses";
import type { AppNames } from "../names";

/** The longest name of an Ingress. */
const longest = 253;

/** Everything that is wrong with an app's Ingresses, and with what the controller makes of them. */
export function ingressProblems(all: readonly CanaryIngress[], names: AppNames): string[] {
    if (all.length === 0) {
        return [
            "ingresses must have at least one: without traffic routing every request goes to the stable Service, whatever " +
                "the weight, while its pods get fewer",
        ];
    }
    return [
        ...names.ingresses.flatMap((name, index) => nameProblems(name, index, names)),
        ...all.flatMap((ingress, index) => ruleProblems(ingress, `ingresses[${index}]`)),
        ...all.flatMap((ingress, index) => annotationProblems(ingress, `ingresses[${index}]`)),
        ...routeProblems(all),
    ];
}

function nameProblems(name: string, index: number, { rollout, ingresses }: AppNames): string[] {
    const place = `ingresses[${index}].name`;
    if (!isHost(name)) {
        return [`${place} must be a DNS name of lower-case letters, digits, dashes and dots, got ${shown(name)}`];
    }
    const problems: string[] = [];
    const canary = canaryIngressName(rollout, name);
    if (canary.length > longest) {
        problems.push(
            `${place} must leave the canary's Ingress, ${rollout}-NAME-canary, at most ${longest} characters, got ${canary.length}`,
        );
    }
    const twin = ingresses.indexOf(name);
    if (twin < index) {
        problems.push(`${place} must be unlike that of ingresses[${twin}], got ${shown(name)}`);
    }
    const original = ingresses.findIndex((other) => canaryIngressName(rollout, other) === name);
    if (original >= 0) {
        problems.push(
            `${place} must be unlike the name of the canary's Ingress of ingresses[${original}], got ${shown(name)}`,
        );
    }
    return problems;
}

function ruleProblems({ rules, tls = [] }: CanaryIngress, place: string): string[] {
    const problems: string[] = rules.length === 0 ? [`${place}.rules must have at least one`] : [];
    rules.forEach((rule, index) => {
        const at = `${place}.rules[${index}]`;
        if (!isHostPattern(rule.host)) {
            problems.push(`${at}.host must be a DNS name, got ${shown(rule.host)}`);
        }
        if (pathsOf(rule).length === 0) {
            problems.push(`${at}.paths must have at least one, or be absent for all of the host`);
        }
        for (const path of pathsOf(rule).filter((one) => !/^\/[^\s"'{};\\]*$/.test(one) || one.includes("//"))) {
            problems.push(
                `${at}.paths must begin with one slash and hold no spaces, quotes or braces, got ${shown(path)}`,
            );
        }
    });
    tls.forEach(({ hosts, secretName }, index) => {
        const at = `${place}.tls[${index}]`;
        if (hosts.length === 0 || !hosts.every(isHostPattern)) {
            problems.push(`${at}.hosts must be DNS names, at least one, got ${shown(hosts)}`);
        }
        if (!isHost(secretName)) {
            problems.push(`${at}.secretName must be the name of a Secret, got ${shown(secretName)}`);
        }
    });
    return problems;
}

function annotationProblems({ annotations = {} }: CanaryIngress, place: string): string[] {
    return Object.keys(annotations).flatMap((name) => {
        const at = `${place}.annotations must not have ${name}`;
        if (name === "kubernetes.io/ingress.class") {
            return [`${at}: the API server takes either it or ingressClass`];
        }
        return name.startsWith("nginx.ingress.kubernetes.io/canary")
            ? [
                  `${at}: the stable version would get a canary's share; what the canary needs goes into additionalIngressAnnotations`,
              ]
            : [];
    });
}

/** Two rules for the same requests: ingress-nginx takes the older one, so that no weight of the other has any effect. */
function routeProblems(all: readonly CanaryIngress[]): string[] {
    const routes = all.flatMap(({ ingressClass, rules }, ingress) =>
        rules.flatMap((rule, index) =>
            pathsOf(rule).map((path) => ({
                ingressClass,
                // Requests for /api and /api/ are the same to a Prefix.
                route: `${rule.host}${path.replace(/\/+$/, "")}/`,
                place: `ingresses[${ingress}].rules[${index}]`,
            })),
        ),
    );
    return routes.flatMap(({ ingressClass, route, place }, index) => {
        const first = routes.findIndex((other) => other.ingressClass === ingressClass && other.route === route);
        return first < index
            ? [`${place} must have other paths than ${routes[first]?.place ?? ""}, both have ${route}`]
            : [];
    });
}

function isHost(text: string): boolean {
    return (
        text.length <= longest && text.split(".").every((label) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(label))
    );
}

function isHostPattern(text: string): boolean {
    return isHost(text.replace(/^\*\./, ""));
}
