import type { WeightSource } from "../../routers/model/router";

/** The routers of a rollout, for the evidence. */
export interface RoutingEvidence {
    /** The names as in `trafficRouting`; "gatewayApi" for its plugin. */
    readonly routers: readonly string[];
    /**
     * `object`: read from the objects that the data plane applies. `annotation`: read from one that another controller
     * applies at a cloud. `status`: only what the controller asked for, shown by the measured shares.
     */
    readonly weights: WeightSource;
}
