import { isDnsName, isObjectName, longestName } from "../../kubernetes/names";
import { type CanaryRoute, pathsOf } from "../../routers/model/rule";
import { canaryIngressName } from "../../routers/nginx/canaryIngresses";
import type { CanaryIngress, CanaryIngressRule } from "../args/ingresses";
import type { AppNames } from "../args/names";
import {
    got,
    isPending,
    oneOf,
    type Rule,
    validateInput,
    validateOptional,
    validateValue,
    type ValidationError,
} from "./validation";

const isHost: Rule = [(value) => isHostPattern(value), "a DNS name"];
const isSecret: Rule = [isDnsName, "the name of a Secret"];
const isClass: Rule = [isObjectName, "the name of an IngressClass"];

/** Validates an app's Ingresses, and the copies that the controller makes of them. */
export function validateIngresses(all: readonly CanaryIngress[], names: AppNames): ValidationError[] {
    if (all.length === 0) {
        const message =
            "must have at least one: without traffic routing every request goes to the stable Service, whatever the " +
            "weight, while its pods get fewer";
        return [{ path: "ingresses", message }];
    }
    return [
        ...all.flatMap((ingress, index) => [
            ...validateIngressName(ingress, index, names),
            ...validateInput(`ingresses[${index}].ingressClass`, ingress.ingressClass, isClass),
            ...validateRules(ingress.rules, `ingresses[${index}].rules`, validateIngressRule),
            ...validateTls(ingress, `ingresses[${index}].tls`),
            ...validateAnnotations(ingress, `ingresses[${index}].annotations`),
        ]),
        ...validateRoutes(all),
    ];
}

function validateIngressName(ingress: CanaryIngress, index: number, names: AppNames): ValidationError[] {
    const { rollout, ingresses } = names;
    const path = `ingresses[${index}].name`;
    const name = ingresses[index] ?? rollout;
    if (ingress.name !== undefined && !isDnsName(name)) {
        const message = `must be a DNS name of lower-case letters, digits, dashes and dots, got ${got(name)}`;
        return [{ path, message }];
    }
    const errors: ValidationError[] = [];
    // The controller cuts a longer one.
    const { length } = `${rollout}-${name}-canary`;
    if (ingress.name !== undefined && length > longestName) {
        const message = `must leave the canary's Ingress, ${rollout}-NAME-canary, at most ${longestName} characters, got ${length}`;
        errors.push({ path, message });
    }
    const twin = ingresses.indexOf(name);
    if (twin < index) {
        errors.push({ path, message: `must differ from that of ingresses[${twin}], got ${got(name)}` });
    }
    const original = ingresses.findIndex((other) => canaryIngressName(rollout, other) === name);
    if (original >= 0) {
        const message = `must differ from the name of the canary's Ingress of ingresses[${original}], got ${got(name)}`;
        errors.push({ path, message });
    }
    return errors;
}

/** Validates a rule of an Ingress but its paths. */
function validateIngressRule({ host, pathType }: CanaryIngressRule, path: string): ValidationError[] {
    return [
        ...(host === undefined ? [] : validateInput(`${path}.host`, host, isHost)),
        ...validateOptional(`${path}.pathType`, pathType, oneOf("Prefix", "Exact", "ImplementationSpecific")),
    ];
}

/** Validates a rule of a router's object but its paths. */
export function validateRoute({ host }: CanaryRoute, path: string): ValidationError[] {
    return validateValue(`${path}.host`, host, isHost);
}

/** Validates the rules of an app, with the given function for what differs between routers. */
export function validateRules<Rule extends Pick<CanaryRoute, "paths">>(
    rules: readonly Rule[],
    path: string,
    validateOne: (rule: Rule, path: string) => ValidationError[],
): ValidationError[] {
    if (rules.length === 0) {
        return [{ path, message: "must have at least one" }];
    }
    return rules.flatMap((rule, index) => {
        const at = `${path}[${index}]`;
        const paths = pathsOf(rule);
        const errors = validateOne(rule, at);
        if (paths.length === 0) {
            errors.push({ path: `${at}.paths`, message: "must have at least one, or be absent for all of the host" });
        }
        for (const one of paths.filter((text) => !/^\/[^\s"'{};\\]*$/.test(text) || text.includes("//"))) {
            const message = `must begin with one slash and hold no spaces, quotes or braces, got ${got(one)}`;
            errors.push({ path: `${at}.paths`, message });
        }
        return errors;
    });
}

function validateTls({ tls = [] }: CanaryIngress, path: string): ValidationError[] {
    return tls.flatMap(({ hosts, secretName }, index) => {
        const good = hosts.length > 0 && hosts.every((host) => isPending(host) || isHostPattern(host));
        const message = `must be DNS names, at least one, got ${got(hosts)}`;
        return [
            ...(good ? [] : [{ path: `${path}[${index}].hosts`, message }]),
            ...validateInput(`${path}[${index}].secretName`, secretName, isSecret),
        ];
    });
}

function validateAnnotations({ annotations = {} }: CanaryIngress, path: string): ValidationError[] {
    return Object.keys(annotations).flatMap((name) => {
        if (name === "kubernetes.io/ingress.class") {
            return [{ path, message: `must not have ${name}: the API server takes either it or ingressClass` }];
        }
        const why =
            "the stable version would get a canary's share; what the canary needs goes into additionalIngressAnnotations";
        return name.startsWith("nginx.ingress.kubernetes.io/canary")
            ? [{ path, message: `must not have ${name}: ${why}` }]
            : [];
    });
}

/** Finds rules for the same requests: ingress-nginx uses the older one, so the other's weight has no effect. */
function validateRoutes(all: readonly CanaryIngress[]): ValidationError[] {
    const routes = all.flatMap(({ ingressClass, rules }, ingress) =>
        rules.flatMap((rule, index) =>
            pathsOf(rule).map((path) => ({
                ingressClass,
                host: rule.host,
                route: routeOf(rule, path),
                place: `ingresses[${ingress}].rules[${index}]`,
            })),
        ),
    );
    return routes.flatMap(({ ingressClass, host, route, place }, index) => {
        // An Output differs from every host but itself.
        const first = routes.findIndex(
            (other) =>
                other.ingressClass === ingressClass &&
                (other.host === host || !(isPending(other.host) || isPending(host))) &&
                other.route === route,
        );
        return first < index
            ? [{ path: place, message: `must have other paths than ${routes[first]?.place ?? ""}, both have ${route}` }]
            : [];
    });
}

/** Returns the requests of a path: a Prefix path treats /api and /api/ alike. */
function routeOf({ host = "", pathType = "Prefix" }: CanaryIngressRule, path: string): string {
    const known = typeof host === "string" ? host : "the same Output as host, ";
    return pathType === "Prefix" ? `${known}${path.replace(/\/+$/, "")}/` : `${known}${path} (${pathType})`;
}

function isHostPattern(value: unknown): boolean {
    return typeof value === "string" && isDnsName(value.replace(/^\*\./, ""));
}
