import * as pulumi from "@pulumi/pulumi";
import { type ClusterArgs, clusterInputs } from "../provider/clusterArgs";
import { DynamicResource } from "../provider/dynamicResource";
import { providerVersion } from "./inputs";
import { currentOwner } from "./owner";

/** Arguments of {@link OwnershipCheck}. */
export interface OwnershipCheckArgs extends ClusterArgs {
    /** In the form of `formatReference`. */
    readonly objects: pulumi.Input<string[]>;
    readonly components: pulumi.Input<Readonly<Record<string, readonly string[]>> | undefined>;
    readonly alternatives: readonly string[];
}

/**
 * Fails an update if one of the objects exists and is not this stack's. The objects must depend on it: Pulumi's
 * server-side apply would take an existing object over, and delete it with the stack.
 */
export class OwnershipCheck extends DynamicResource {
    constructor(name: string, args: OwnershipCheckArgs, opts?: pulumi.CustomResourceOptions) {
        const inputs = { ...args, ...clusterInputs(args), owner: currentOwner(), providerVersion };
        super("OwnershipCheck", name, inputs, opts);
    }
}
