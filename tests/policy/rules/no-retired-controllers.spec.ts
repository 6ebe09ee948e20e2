import type { Body } from "../baseline";
import { describeRule } from "../ruleSpec";

const config = { accepted: ["ingress-nginx"] };
const none = { accepted: [] };
const nginx =
    "has the router ingress-nginx, retired upstream in March 2026, must have another: Traefik 3.7 or newer, which reads the same annotations, or a controller of the Gateway API with Argo's plugin argoproj-labs/gatewayAPI";
const smi =
    "has the router smi, archived with the Service Mesh Interface in October 2023, must have another: the mesh's HTTPRoute with Argo's plugin argoproj-labs/gatewayAPI, or trafficRouting.istio";
const mesh =
    "has the router app-mesh, without support since 30 September 2026, must have another: trafficRouting.alb, Istio, or VPC Lattice with an HTTPRoute";
const routed = (trafficRouting: Body) => ({
    set: { "Rollout shop": { "spec.strategy.canary.trafficRouting": trafficRouting } },
});
const object = (apiVersion: string, kind: string) => ({
    add: [{ apiVersion, kind, metadata: { name: "shop", namespace: "demo" }, spec: {} }],
});

describeRule("no-retired-controllers", {
    config,
    broken: [
        ["ingress-nginx", {}, [`Deployment ingress-nginx/ingress-nginx-controller: ${nginx}`], none],
        ["SMI in a Rollout", routed({ smi: {} }), [`Rollout demo/shop: ${smi}`]],
        ["an object of SMI", object("split.smi-spec.io/v1alpha2", "TrafficSplit"), [`TrafficSplit demo/shop: ${smi}`]],
        ["App Mesh in a Rollout", routed({ appMesh: {} }), [`Rollout demo/shop: ${mesh}`]],
        [
            "an object of App Mesh",
            object("appmesh.k8s.aws/v1beta2", "VirtualService"),
            [`VirtualService demo/shop: ${mesh}`],
        ],
        [
            "an API of Traefik 2",
            object("traefik.containo.us/v1alpha1", "TraefikService"),
            [
                "TraefikService demo/shop: has the router traefik-2, an API that Traefik 3 does not read, must have another: the same objects as traefik.io/v1alpha1",
            ],
        ],
    ],
    fine: [
        ["a router that is accepted", routed({ smi: {} }), { accepted: ["ingress-nginx", "smi"] }],
        ["a router in use", routed({ traefik: {} })],
        ["another image", { set: { "Deployment ingress-nginx-controller": undefined } }, none],
    ],
});
