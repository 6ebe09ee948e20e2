import { gatewayApiTraits } from "../../components/src/routers/gatewayApi/router";
import { LocalCluster } from "../../scripts/local/cluster";
import { behindEnvoy, envoyUrl, removeEnvoyGateway } from "../../scripts/local/envoyGateway";
import { removeGatewayApi, standInPlugins } from "../../scripts/local/gatewayApi";
import { addEnvoyGatewayTo, addGatewayApiPlugin } from "../../scripts/local/platform";
import { installPlatform } from "../../scripts/local/testing/preparation";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { itSplitsByAnHTTPRoute } from "./support/httpRoutes";

/** Permission of the controller for the router: the shared platform has only that for Ingresses. */
const permission = ["ClusterRole", "ClusterRoleBinding"].map((kind) => ({
    ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind, metadata: { name: "e2e-envoy" } },
    ...(kind === "ClusterRole"
        ? { rules: gatewayApiTraits.controllerRules }
        : {
              roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "e2e-envoy" },
              subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
          }),
}));

describe("Envoy Gateway", function () {
    this.timeout("15m");
    const { router, gateway, ingressUrl, ingressNamespace } = behindEnvoy;
    const app = appOf("envoy", { platform: { platform: "existing", router, gateway, ingressUrl, ingressNamespace } });
    const setPlugins = async (settings: object) => {
        const { target, platform } = await environment();
        await installPlatform(target, platform, imageOf("v1"), console.log, { ...settings });
    };

    before("configure the plugin, install Envoy Gateway and deploy the app", async () => {
        const { toolchain } = (await environment()).target;
        const routerPlugins = await standInPlugins(await addGatewayApiPlugin(toolchain, console.log));
        await addEnvoyGatewayTo(toolchain, console.log);
        await new LocalCluster(toolchain).kubectl.apply(permission);
        await setPlugins({ routerPlugins });
        await app.deploy("v1");
    });

    itSplitsByAnHTTPRoute({
        ...{ name: app.name, host: app.host, url: () => envoyUrl },
        up: (version, settings = {}, onLine) => app.up(version, { ...settings }, onLine),
        outputs: () => app.outputs(),
    });

    // Last, after the removal of the app, whose requests come through it.
    after("remove Envoy Gateway, and the plugin", async () => {
        const cluster = new LocalCluster((await environment()).target.toolchain);
        await setPlugins({});
        await removeEnvoyGateway(cluster);
        await removeGatewayApi(cluster);
        await cluster.kubectl.run(["delete", "clusterrole,clusterrolebinding", "e2e-envoy", "--ignore-not-found"]);
    });
});
