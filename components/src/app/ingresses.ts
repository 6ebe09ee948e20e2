import * as k8s from "@pulumi/kubernetes";
import { pathsOf } from "../routers/model/rule";
import type { CanaryIngress } from "./args/ingresses";
import type { AppNames } from "./args/names";
import { type Declaration, skipAwait } from "./services";

/**
 * Creates the base Ingresses, with the stable Service as backend. With ingress-nginx the controller copies them for the
 * canary.
 *
 * @param port the stable Service's; a name such as ALB's `use-annotation` refers to an action
 */
export function ingresses(
    names: AppNames,
    all: readonly CanaryIngress[],
    app: Declaration,
    port: BackendPort = { number: 80 },
): readonly k8s.networking.v1.Ingress[] {
    return all.map((ingress, index) => {
        const name = names.ingresses[index] ?? names.rollout;
        const annotations = { ...ingress.annotations, ...skipAwait.annotations };
        return new k8s.networking.v1.Ingress(
            app.resourceName(name),
            { metadata: app.metadata(name, { annotations }), spec: ingressSpec(ingress, names.stableService, port) },
            app.child(),
        );
    });
}

type BackendPort = k8s.types.input.networking.v1.ServiceBackendPort;

function ingressSpec(
    ingress: CanaryIngress,
    stableService: string,
    port: BackendPort,
): k8s.types.input.networking.v1.IngressSpec {
    const backend: k8s.types.input.networking.v1.IngressBackend = {
        service: { name: stableService, port },
    };
    const tls = (ingress.tls ?? []).map(({ hosts, secretName }): k8s.types.input.networking.v1.IngressTLS => ({
        hosts: [...hosts],
        secretName,
    }));
    return {
        ingressClassName: ingress.ingressClass,
        rules: ingress.rules.map(({ host, paths, pathType = "Prefix" }) => ({
            ...(host !== undefined && { host }),
            http: { paths: pathsOf({ paths }).map((path) => ({ path, pathType, backend })) },
        })),
        tls: tls.length > 0 ? tls : undefined,
    };
}
