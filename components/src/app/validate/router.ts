import { isDnsLabel, isDnsName, isObjectName } from "../../kubernetes/names";
import type { CanaryRoute } from "../../routers/model/rule";
import type { CanaryAppArgs } from "../args/app";
import { namesOf } from "../args/names";
import { routerTraits } from "../../routers/traits";
import { type CanaryRouter, defaultRouter, readsIngresses } from "../args/router";
import { validateIngresses, validateRoute, validateRules } from "./ingresses";
import {
    got,
    hasFields,
    isList,
    isText,
    type Rule,
    validateKnownFields,
    validateOptional,
    validateValue,
    type ValidationError,
    wholeNumber,
} from "./validation";

const kinds = Object.keys(routerTraits);

/** Fields of each router but its kind. */
const fields: Readonly<Record<CanaryRouter["kind"], readonly string[]>> = {
    nginx: [],
    traefik: ["routes", "entryPoints", "tlsSecret"],
    gatewayApi: ["routes", "gateway"],
    istio: ["routes", "gateways"],
    alb: ["stickinessSeconds"],
    plugin: ["name", "config"],
};

const isSecret: Rule = [isDnsName, "the name of a Secret"];
const areNames: Rule = [
    (value) => isList(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== ""),
    "a list of names, at least one",
];
const isConfiguration: Rule = [hasFields, "an object"];

/** True for a router of a known kind; another one has its own error, and is no reason for more. */
function isRouter(router: unknown): router is CanaryRouter {
    return hasFields(router) && kinds.some((kind) => kind === router["kind"]);
}

/** Validates an app's router. */
export function validateRouter(router: CanaryRouter = defaultRouter): ValidationError[] {
    if (!isRouter(router)) {
        const message = `must have a kind, one of ${kinds.join(", ")}, got ${got(router)}`;
        return [{ path: "router", message }];
    }
    return [
        ...validateKnownFields("router", router, ["kind", ...fields[router.kind]]),
        ...(fields[router.kind].includes("routes") ? validateRoutes(router) : []),
        ...validateOwnFields(router),
    ];
}

function validateOwnFields(router: CanaryRouter): ValidationError[] {
    switch (router.kind) {
        case "nginx":
            return [];
        case "traefik":
            return [
                ...validateOptional("router.entryPoints", router.entryPoints, areNames),
                ...validateOptional("router.tlsSecret", router.tlsSecret, isSecret),
            ];
        case "gatewayApi":
            return validateGateway(router.gateway);
        case "istio":
            return validateOptional("router.gateways", router.gateways, areNames);
        case "alb":
            // The range of the AWS API.
            return validateOptional("router.stickinessSeconds", router.stickinessSeconds, wholeNumber(1, 604_800));
        case "plugin":
            return [
                ...validateValue("router.name", router.name, isText),
                ...validateValue("router.config", router.config, isConfiguration),
            ];
    }
}

function validateRoutes(router: CanaryRouter): ValidationError[] {
    const { routes } = router as { readonly routes?: readonly CanaryRoute[] };
    return isList(routes) && routes.every((route) => hasFields(route))
        ? validateRules(routes, "router.routes", validateRoute)
        : [{ path: "router.routes", message: `must be a list of {host, paths}, got ${got(routes)}` }];
}

const gatewayRules = {
    name: [isObjectName, "the name of a Gateway"],
    namespace: [isDnsLabel, "the name of a namespace"],
    sectionName: [isObjectName, "the name of a listener"],
    className: [isObjectName, "the name of a GatewayClass"],
    port: wholeNumber(1, 65_535),
} satisfies Readonly<Record<string, Rule>>;

function validateGateway(gateway: unknown): ValidationError[] {
    const path = "router.gateway";
    if (!hasFields(gateway) || "name" in gateway === "className" in gateway) {
        return [{ path, message: `must have either name or className, got ${got(gateway)}` }];
    }
    const known =
        "name" in gateway ? (["name", "namespace", "sectionName"] as const) : (["className", "port"] as const);
    const [required, ...optional] = known;
    return [
        ...validateKnownFields(path, gateway, known),
        ...validateValue(`${path}.${required}`, gateway[required], gatewayRules[required]),
        ...optional.flatMap((field) => validateOptional(`${path}.${field}`, gateway[field], gatewayRules[field])),
    ];
}

/** Validates an app's Ingresses: with a router that reads them at least one, with others none. */
export function validateRoutedIngresses(args: CanaryAppArgs): ValidationError[] {
    const { router = defaultRouter, ingresses = [] } = args;
    if (!isRouter(router) || readsIngresses(router)) {
        return validateIngresses(ingresses, namesOf(args));
    }
    const message = `must be absent with router ${router.kind}, which does not read them, got ${got(ingresses)}`;
    return ingresses.length === 0 ? [] : [{ path: "ingresses", message }];
}

/** Finds arguments that an app's router does not support. */
export function validateRouterLimits(args: CanaryAppArgs): ValidationError[] {
    const { router = defaultRouter, maxTrafficWeight, additionalIngressAnnotations } = args;
    const { kind } = router;
    const errors: ValidationError[] = [];
    if (maxTrafficWeight !== undefined && !routerTraits[kind].takesMaxTrafficWeight) {
        const message = `must be absent with router ${kind}, whose weights are percent, got ${maxTrafficWeight}`;
        errors.push({ path: "maxTrafficWeight", message });
    }
    if (Object.keys(additionalIngressAnnotations ?? {}).length > 0 && kind !== "nginx") {
        const message = `must be absent with router ${kind}, which has no canary Ingress, got ${got(additionalIngressAnnotations)}`;
        errors.push({ path: "additionalIngressAnnotations", message });
    }
    return errors;
}
