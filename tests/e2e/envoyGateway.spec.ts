import { gatewayApiTraits } from "../../components/src/routers/gatewayApi/router";
import { LocalCluster } from "../../scripts/local/cluster";
import { behindEnvoy, envoyUrl, removeEnvoyGateway } from "../../scripts/local/envoyGateway";
import { removeGatewayApi, standInPlugins } from "../../scripts/local/gatewayApi";
import { addEnvoyGatewayTo, addGatewayApiPlugin } from "../../scripts/local/platform";
import { appOf } from "./support/app";
import { changeSharedPlatform, environment } from "./support/environment";
import { itSplitsByAnHTTPRoute } from "./support/httpRoutes";

/** Permission of the controller for the router: the shared platform has only that for Ingresses. */
const metadata = { name: "e2e-envoy" };
const apiGroup = "rbac.authorization.k8s.io";
const permission = [
    { apiVersion: `${apiGroup}/v1`, kind: "ClusterRole", metadata, rules: gatewayApiTraits.controllerRules },
    {
        ...{ apiVersion: `${apiGroup}/v1`, kind: "ClusterRoleBinding", metadata },
        roleRef: { apiGroup, kind: "ClusterRole", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: "argo-rollouts", namespace: "argo-rollouts" }],
    },
];

describe("Envoy Gateway", function () {
    this.timeout("15m");
    const { router, gateway, ingressUrl, ingressNamespace } = behindEnvoy;
    const app = appOf("envoy", { platform: { platform: "existing", router, gateway, ingressUrl, ingressNamespace } });

    before("configure the plugin, install Envoy Gateway and deploy the app", async () => {
        const { toolchain } = (await environment()).target;
        const routerPlugins = await standInPlugins(await addGatewayApiPlugin(toolchain, console.log));
        await addEnvoyGatewayTo(toolchain, console.log);
        await new LocalCluster(toolchain).kubectl.apply(permission);
        await changeSharedPlatform({ routerPlugins });
        await app.deploy("v1");
    });

    itSplitsByAnHTTPRoute({
        ...{ name: app.name, host: app.host, steps: 9, url: () => envoyUrl },
        ...{ up: app.up.bind(app), outputs: app.outputs.bind(app) },
    });

    // Last, after the removal of the app, whose requests come through it.
    after("remove Envoy Gateway, and the plugin", async () => {
        const cluster = new LocalCluster((await environment()).target.toolchain);
        try {
            await changeSharedPlatform();
            await removeEnvoyGateway(cluster);
        } finally {
            await cluster.kubectl.run([
                "delete",
                "clusterrole,clusterrolebinding",
                metadata.name,
                "--ignore-not-found",
            ]);
            await removeGatewayApi(cluster);
        }
    });
});
