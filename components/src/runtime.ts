import { rolloutBaselineProvider } from "./app/baseline/provider";
import { configurationRetentionProvider } from "./app/configuration/provider";
import { rolloutGateProvider } from "./gate/provider";
import { definitionsProvider } from "./platform/customResourceDefinitions/provider";

/** The code behind the providers that states hold, by the names that `defineProvider` was given. */
const providers = {
    RolloutGate: rolloutGateProvider,
    RolloutBaseline: rolloutBaselineProvider,
    ConfigurationRetention: configurationRetentionProvider,
    CustomResourceDefinitions: definitionsProvider,
};

/**
 * Returns the provider of a resource in a state.
 *
 * @throws Error where this package is older than the one that wrote the state, and does not have it yet
 */
export function providerOf(name: string) {
    if (!Object.hasOwn(providers, name)) {
        throw new Error(
            `the installed @canary-delivery/components has no ${name}; install the version that wrote the state, or a newer one`,
        );
    }
    return providers[name as keyof typeof providers];
}
