import assert from "node:assert/strict";
import { argoRolloutsObjects } from "../../../../components/src/platform/argoRollouts";
import { envoyGatewayObjects } from "../../../../components/src/platform/envoyGateway";
import { ingressNginxObjects } from "../../../../components/src/platform/ingressNginx";
import { prometheusOperatorObjects } from "../../../../components/src/platform/prometheus/operator";
import { traefikObjects } from "../../../../components/src/platform/traefik";
import { argoRolloutsRelease, find, ingressNginxRelease, prometheusOperatorRelease, findDeployment } from "./releases";

interface Context {
    readonly runAsNonRoot?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly seccompProfile?: { readonly type: string };
    readonly capabilities?: { readonly add?: string[]; readonly drop?: string[] };
}

/** Kubernetes' own standard, in which ports under 1024 are the one privilege that may be added. */
describe("pod security of", () => {
    const installed = {
        "argo-rollouts": argoRolloutsObjects(argoRolloutsRelease, { replicas: 2 }),
        monitoring: prometheusOperatorObjects(prometheusOperatorRelease),
        "ingress-nginx": ingressNginxObjects(ingressNginxRelease, { httpNodePort: 30080, replicas: 2 }),
        traefik: traefikObjects({ httpNodePort: 30080, replicas: 2 }),
        "envoy-gateway-system": envoyGatewayObjects({ httpNodePort: 30080 }).controller,
    };
    for (const [namespace, objects] of Object.entries(installed)) {
        it(`${namespace} is restricted, and its controller is within that`, () => {
            const { labels } = find(objects, "Namespace", namespace).metadata;
            for (const mode of ["enforce", "audit", "warn"]) {
                assert.equal(labels?.[`pod-security.kubernetes.io/${mode}`], "restricted");
            }
            const { spec } = findDeployment(objects).spec.template;
            const pod = (spec["securityContext"] ?? {}) as Context;
            const containers = [...spec.containers, ...((spec["initContainers"] ?? []) as typeof spec.containers)];
            for (const container of containers) {
                const own = container["securityContext"] as Context;
                assert.equal(own.runAsNonRoot ?? pod.runAsNonRoot, true, container.name);
                assert.equal((own.seccompProfile ?? pod.seccompProfile)?.type, "RuntimeDefault", container.name);
                assert.equal(own.allowPrivilegeEscalation, false, container.name);
                assert.equal(own.readOnlyRootFilesystem, true, container.name);
                assert.ok(own.capabilities, container.name);
                assert.deepEqual(own.capabilities.drop, ["ALL"], container.name);
                assert.deepEqual(
                    (own.capabilities.add ?? []).filter((one) => one !== "NET_BIND_SERVICE"),
                    [],
                );
            }
        });
    }

    it("ingress-nginx leaves its Namespace's other labels", () => {
        const { labels } = find(installed["ingress-nginx"], "Namespace").metadata;
        assert.equal(labels?.["app.kubernetes.io/name"], "ingress-nginx");
    });
});
