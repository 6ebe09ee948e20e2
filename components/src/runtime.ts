import { rolloutBaselineProvider } from "./app/baseline/provider";
import { configurationRetentionProvider } from "./app/configuration/provider";
import { rolloutGateProvider } from "./gate/provider";
import { ownershipProvider } from "./ownership/provider";
import { preflightProvider } from "./preflight/provider";
import { definitionsProvider } from "./platform/customResourceDefinitions/provider";

/** Providers behind the stubs in states, by the type of their resource. */
const providers = {
    RolloutGate: rolloutGateProvider,
    RolloutBaseline: rolloutBaselineProvider,
    ConfigurationRetention: configurationRetentionProvider,
    CustomResourceDefinitions: definitionsProvider,
    OwnershipCheck: ownershipProvider,
    Preflight: preflightProvider,
};

/**
 * Returns the provider of a resource in a state.
 *
 * @throws Error if this package is older than the one that wrote the state, and has no such provider
 */
export function providerOf(name: string) {
    if (!Object.hasOwn(providers, name)) {
        throw new Error(
            `the installed @canary-delivery/components has no ${name}; install the version that wrote the state, or a newer one`,
        );
    }
    return providers[name as keyof typeof providers];
}
