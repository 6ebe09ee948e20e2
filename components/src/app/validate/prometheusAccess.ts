import { accessProblems } from "../../gate/model/accessProblems";
import { proxyProblem } from "../../gate/model/prometheusAccess";
import { routeOf } from "../../gate/cluster/prometheusRoute";
import { isDnsLabel, isObjectName } from "../../kubernetes/names";
import { unknownValue } from "../../provider/inputs";
import type { CanaryAppArgs } from "../args/app";
import { accessOf } from "../args/prometheusAccess";
import { hasFields, isPending, validateFields, validateKnownFields, type ValidationError } from "./validation";

const at = "analysis.prometheusAccess";

/** Validates the access to Prometheus by the gate's rules; no message repeats a value that may be a credential. */
export function validatePrometheusAccess(access: unknown): ValidationError[] {
    if (!hasFields(access)) {
        return accessProblems(access).map(toError);
    }
    const { reader, ...forGate } = access;
    return [...accessProblems(known(forGate)).map(toError), ...validateReader(reader)];
}

function toError({ property, message }: { readonly property: string; readonly message: string }): ValidationError {
    return { path: `analysis.${property}`, message };
}

function validateReader(reader: unknown): ValidationError[] {
    if (reader === undefined) {
        return [];
    }
    if (!hasFields(reader)) {
        return [{ path: `${at}.reader`, message: "must be the ServiceAccount { namespace, serviceAccount }" }];
    }
    return [
        ...validateFields(
            `${at}.reader`,
            reader,
            {
                namespace: [isDnsLabel, "the name of a namespace"],
                serviceAccount: [isObjectName, "the name of a ServiceAccount"],
            },
            [],
        ),
        ...validateKnownFields(`${at}.reader`, reader, ["namespace", "serviceAccount"]),
    ];
}

/** Replaces values of other resources, which are not known yet, as a preview does. */
function known(value: unknown): unknown {
    if (isPending(value)) {
        return unknownValue;
    }
    if (Array.isArray(value)) {
        return value.map(known);
    }
    return hasFields(value)
        ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, known(field)]))
        : value;
}

/** Validates that the queries of the gate and of Argo Rollouts can carry the credentials where they go. */
export function validatePrometheusRoute({ analysis, gate }: CanaryAppArgs): ValidationError[] {
    const { prometheusAddress } = analysis;
    const { prometheusUrl = "" } = gate;
    const access = accessOf(analysis.prometheusAccess);
    if (access === undefined) {
        return [];
    }
    const why = proxyProblem(access);
    const proxied =
        typeof prometheusUrl === "string" && routeOf({ prometheusAddress, prometheusUrl }).kind === "service";
    const unsigned = access.sigv4 !== undefined && !prometheusAddress.includes("aps-workspaces");
    return [
        ...(why !== undefined && proxied
            ? [{ path: "gate.prometheusUrl", message: `must be set with prometheusAccess, because ${why}` }]
            : []),
        ...(unsigned
            ? [
                  {
                      path: "analysis.prometheusAddress",
                      message:
                          "must contain aps-workspaces with sigv4, because Argo Rollouts signs no other requests, got " +
                          JSON.stringify(prometheusAddress),
                  },
              ]
            : []),
    ];
}
