import { httpRoutes, itDeliversBehind } from "./support/behindRouter";
import { type InstalledRouter, installEnvoyGateway } from "./support/installedRouter";

describe("Envoy Gateway", function () {
    this.timeout("15m");
    let envoy: InstalledRouter | undefined;

    before("configure the plugin and install Envoy Gateway", async () => {
        envoy = await installEnvoyGateway();
    });

    itDeliversBehind({
        name: "envoy",
        router: () => envoy,
        ...httpRoutes({ name: "envoy", namespace: "envoy-gateway-system" }),
    });

    // Last, after the removal of the apps, whose requests come through it.
    after("remove Envoy Gateway, and the plugin", async () => {
        await envoy?.remove();
    });
});
