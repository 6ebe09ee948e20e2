import type { CanaryRoute } from "../model/rule";

/** Istio, by a VirtualService for each host that splits between the two Services. */
export interface IstioRouterArgs {
    readonly kind: "istio";
    /** Hosts and paths that go to the app, at least one. */
    readonly routes: readonly CanaryRoute[];
    /**
     * Gateways of Istio, by name or as `namespace/name`; `mesh` for requests within the mesh.
     * @default ["mesh"]
     */
    readonly gateways?: readonly string[];
}
