import { messageOf } from "../../../components/src/kubernetes";
import { gatewayApiTraits } from "../../../components/src/routers/gatewayApi/router";
import { traefikTraits } from "../../../components/src/routers/traefik/router";
import { LocalCluster } from "../../../scripts/local/cluster";
import { removeGatewayApi, standInPlugins } from "../../../scripts/local/gatewayApi";
import { addEnvoyGateway, addGatewayApiPlugin } from "../../../scripts/local/platform";
import { envoyGateway } from "../../../scripts/local/project";
import { seedManifests } from "../../../scripts/local/releaseManifests";
import { changeSharedPlatform, environment, openStack } from "./environment";
import { everyStep } from "./everyStep";
import { assertNothingToDo, assertSucceeded } from "./pulumiRuns";
import { allowRouter, denyRouter } from "./routerPermission";
import { TraefikStack } from "./traefikStack";

/** A router next to the ingress-nginx of the shared platform, whose weights the controller may write. */
export interface InstalledRouter {
    /** The URL at which this machine reaches it. */
    readonly url: string;
    /** Settings by which an app with `platform: existing` is behind it. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** Removes it, after its apps. */
    readonly remove: () => Promise<void>;
}

/** Installs Traefik, for apps with a TraefikService. */
export async function installTraefik(): Promise<InstalledRouter> {
    const traefik = await TraefikStack.open();
    const { stack, url } = traefik;
    const remove = () =>
        everyStep(
            () => stack.clear(),
            () => stack.forget(),
            () => denyRouter(),
        );
    return removedUnless(remove, async () => {
        assertSucceeded(await traefik.up({}));
        await allowRouter(traefikTraits);
        const { ingressUrl, ingressNamespace } = await stack.outputs();
        return { url, settings: { router: "traefik", ingressUrl, ingressNamespace }, remove };
    });
}

/** Installs Envoy Gateway, and the stand-in for Argo's plugin, for apps with an HTTPRoute. */
export async function installEnvoyGateway(): Promise<InstalledRouter> {
    const httpNodePort = 30082;
    const { target, ingressUrl } = await environment();
    const stack = await openStack("e2e-router", { project: envoyGateway });
    const remove = () =>
        everyStep(
            () => stack.clear(),
            () => stack.forget(),
            () => changeSharedPlatform(),
            () => denyRouter(),
            () => removeGatewayApi(new LocalCluster(target.toolchain)),
        );
    return removedUnless(remove, async () => {
        const routerPlugins = await standInPlugins(await addGatewayApiPlugin(target.toolchain, console.log));
        await addEnvoyGateway(target.toolchain, console.log);
        await seedManifests("envoy-gateway");
        await allowRouter(gatewayApiTraits);
        await changeSharedPlatform({ routerPlugins });
        stack.configure({ ...target.settings, httpNodePort });
        assertSucceeded(await stack.up());
        await assertNothingToDo(stack);
        const url = ingressUrl.replace(/\d+$/, String(httpNodePort));
        return { url, settings: { router: "gatewayApi", ...(await stack.outputs()) }, remove };
    });
}

async function removedUnless(
    remove: InstalledRouter["remove"],
    install: () => Promise<InstalledRouter>,
): Promise<InstalledRouter> {
    return install().catch(async (error: unknown) => {
        await remove().catch((later: unknown) => {
            throw new AggregateError([error, later], `${messageOf(error)}; then: ${messageOf(later)}`);
        });
        throw error;
    });
}
