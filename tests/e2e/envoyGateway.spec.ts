import { gatewayApiTraits } from "../../components/src/routers/gatewayApi/router";
import { LocalCluster } from "../../scripts/local/cluster";
import { removeGatewayApi, standInPlugins } from "../../scripts/local/gatewayApi";
import { addEnvoyGateway, addGatewayApiPlugin } from "../../scripts/local/platform";
import { envoyGateway } from "../../scripts/local/project";
import { seedManifests } from "../../scripts/local/releaseManifests";
import type { Stack } from "../../scripts/local/stack";
import { httpRoutes, itDeliversBehind } from "./support/behindRouter";
import { changeSharedPlatform, environment, openStack } from "./support/environment";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";
import { allowRouter, denyRouter } from "./support/routerPermission";

const httpNodePort = 30082;

describe("Envoy Gateway", function () {
    this.timeout("15m");
    let stack: Stack | undefined;
    let url = "";

    before("configure the plugin and install Envoy Gateway", async () => {
        const { target, ingressUrl } = await environment();
        url = ingressUrl.replace(/\d+$/, String(httpNodePort));
        const routerPlugins = await standInPlugins(await addGatewayApiPlugin(target.toolchain, console.log));
        await addEnvoyGateway(target.toolchain, console.log);
        await seedManifests("envoy-gateway");
        await allowRouter(gatewayApiTraits);
        await changeSharedPlatform({ routerPlugins });
        stack = await openStack("e2e-router", { project: envoyGateway });
        stack.configure({ ...target.settings, httpNodePort });
        assertSucceeded(await stack.up());
        await assertNothingToDo(stack);
    });

    itDeliversBehind({
        name: "envoy",
        url: () => url,
        settings: async () => ({ router: "gatewayApi", ...(await stack?.outputs()) }),
        ...httpRoutes({ name: "envoy", namespace: "envoy-gateway-system" }),
    });

    // Last, after the removal of the apps, whose requests come through it.
    after("remove Envoy Gateway, and the plugin", async () => {
        try {
            await stack?.clear();
            await stack?.forget();
        } finally {
            await changeSharedPlatform();
            await denyRouter();
            await removeGatewayApi(new LocalCluster((await environment()).target.toolchain));
        }
    });
});
