import * as pulumi from "@pulumi/pulumi";
import type { Evidence } from "./evidence";
import { providerVersion } from "./inputs";
import type { Outcome } from "./memory";
import { rolloutGateProvider } from "./provider";

/** Which rollout to watch, and for how long. */
export interface RolloutGateArgs {
    /** The absolute path of a kubeconfig file. Only the path is kept, never the content. */
    kubeconfig: pulumi.Input<string>;
    kubeContext: pulumi.Input<string>;
    namespace: pulumi.Input<string>;
    /** The Rollout. Its Services, Ingress and templates are read from the live object. */
    rolloutName: pulumi.Input<string>;
    /** A hash over the declared template, strategy and analysis: the gate runs when it changes. */
    trigger: pulumi.Input<string>;
    /** The gate fails when the rollout has not ended by then. */
    timeoutSeconds: pulumi.Input<number>;
    /**
     * A line is printed at least this often.
     * @default 15
     */
    heartbeatSeconds?: pulumi.Input<number>;
}

/**
 * Waits during `pulumi up` until a Rollout has ended and verifies how: the update fails when the version was rolled
 * back, and succeeds with evidence when every weight was applied and every metric measured.
 *
 * Removing the gate does not touch the Rollout.
 */
export class RolloutGate extends pulumi.dynamic.Resource {
    /** Argo's word for how it ended. */
    declare readonly outcome: pulumi.Output<Outcome>;
    declare readonly revision: pulumi.Output<number>;
    declare readonly podHash: pulumi.Output<string>;
    declare readonly image: pulumi.Output<string>;
    declare readonly evidence: pulumi.Output<Evidence>;

    constructor(name: string, args: RolloutGateArgs, opts?: pulumi.CustomResourceOptions) {
        const outputs = {
            outcome: undefined,
            revision: undefined,
            podHash: undefined,
            image: undefined,
            evidence: undefined,
        };
        const inputs = { heartbeatSeconds: 15, ...args, providerVersion };
        super(rolloutGateProvider, name, { ...outputs, ...inputs }, opts, "canary", "RolloutGate");
    }
}
