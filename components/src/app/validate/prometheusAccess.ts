import { accessProblems } from "../../gate/model/accessProblems";
import { proxyProblem } from "../../gate/model/prometheusAccess";
import { routeOf } from "../../gate/cluster/prometheusRoute";
import { isDnsLabel, isObjectName } from "../../kubernetes/names";
import { unknownValue } from "../../provider/inputs";
import type { CanaryAppArgs } from "../args/app";
import { accessOf } from "../args/prometheusAccess";
import { fieldsOf, hasFields, isPending, type ValidationError } from "./validation";

const validateAccount = fieldsOf(
    {
        namespace: [isDnsLabel, "the name of a namespace"],
        serviceAccount: [isObjectName, "the name of a ServiceAccount"],
    },
    {},
);

/** Validates the access to Prometheus by the gate's rules; no message repeats a value that may be a credential. */
export function validatePrometheusAccess(access: unknown): ValidationError[] {
    return accessProblems(known(access)).map(toError);
}

function toError({ property, message }: { readonly property: string; readonly message: string }): ValidationError {
    return { path: `analysis.${property}`, message };
}

/** Validates the ServiceAccount that reads the Secrets of an analysis. */
export function validateSecretReader(reader: unknown): ValidationError[] {
    const path = "analysis.secretReader";
    if (reader === undefined) {
        return [];
    }
    return hasFields(reader)
        ? validateAccount(path, reader)
        : [{ path, message: "must be the ServiceAccount { namespace, serviceAccount }" }];
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
    // An address that is not known yet is left to the gate.
    if (access === undefined || typeof prometheusAddress !== "string") {
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
