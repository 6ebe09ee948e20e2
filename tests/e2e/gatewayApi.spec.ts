import assert from "node:assert/strict";
import { execa } from "execa";
import { LocalCluster } from "../../scripts/local/cluster";
import { removeGatewayApi, standInPlugins } from "../../scripts/local/gatewayApi";
import { checkout } from "../../scripts/local/home";
import { addGatewayApiPlugin } from "../../scripts/local/platform";
import type { Stack } from "../../scripts/local/stack";
import { compilerFlags } from "../../scripts/local/toolchain/goProgram";
import { Traffic } from "../../scripts/local/traffic";
import { canaryIngress } from "../support/e2e/auditLog";
import { countVersions, onlyAnswers, othersDuring } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { everyStep } from "./support/everyStep";
import { httpRoutes, itDeliversBehind } from "./support/behindRouter";
import { changeSharedPlatform, environment, imageOf } from "./support/environment";
import type { InstalledRouter } from "./support/installedRouter";
import { labelInPause } from "./support/labelInPause";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";
import { TraefikStack } from "./support/traefikStack";

const name = "e2e-gateway";
const host = "gateway.local";

interface HTTPRoute {
    readonly metadata: { readonly generation: number; readonly labels: Record<string, string> };
    readonly spec: { readonly rules: { readonly backendRefs: { readonly weight: number }[] }[] };
}

describe("the Gateway API", function () {
    this.timeout("15m");
    let traefik: TraefikStack;
    let opened: Stack | undefined;
    const traffic = async () => new Traffic((await environment()).target.kubectl, name, name);
    const kubectl = async (...args: string[]) =>
        (await environment()).target.kubectl.run([...args, `--namespace=${name}`]);
    const route = async () => JSON.parse(await kubectl("get", "httproute", name, "--output=json")) as HTTPRoute;
    const up = (version: string, settings: object = {}, onLine?: (line: string) => void) =>
        traefik.up({ router: "gatewayApi", image: imageOf(version), ...settings }, onLine);

    before("configure the plugin, install Traefik and deploy the app", async () => {
        const { toolchain } = (await environment()).target;
        const routerPlugins = await standInPlugins(await addGatewayApiPlugin(toolchain, console.log));
        await changeSharedPlatform({ routerPlugins });
        traefik = await TraefikStack.open();
        opened = traefik.stack;
        assertSucceeded(await up("v1"));
        await (await traffic()).measured();
    });

    it("has a stand-in for its plugin that passes its own tests", async () => {
        await execa("go", ["test", ...compilerFlags, "./gatewayapi-plugin"], {
            cwd: `${checkout}/scripts/local/toolchain/go/kube`,
            env: { CGO_ENABLED: "0" },
        });
    });

    it("keeps its weights when an update changes a label of the HTTPRoute in a pause", async () => {
        const { rules } = await labelInPause((settings) => up("v2", settings), route);
        assert.deepEqual(
            rules.map(({ backendRefs }) => backendRefs.map(({ weight }) => weight)),
            [[50, 50]],
        );
        const v2 = (await countVersions(traefik.url, host, 100)).get("v2") ?? 0;
        assert.ok(v2 >= 25 && v2 <= 75, `v2 answered ${v2} of 100 requests at weight 50`);
    });

    it("promotes that version afterwards, and fails no request", async () => {
        const { failed } = await (await traffic()).k6();
        assertSucceeded(await up("v2"));
        assert.equal((await traefik.stack.outputs())["outcome"], "Promoted");
        await onlyAnswers(traefik.url, host, "v2", 100);
        assert.equal((await (await traffic()).k6()).failed, failed);
        await assertNothingToDo(traefik.stack);
    });

    describe("for apps of the program", () => {
        let installed: Pick<InstalledRouter, "url" | "settings"> | undefined;

        before(async () => {
            const { ingressUrl, ingressNamespace } = await traefik.stack.outputs();
            installed = { url: traefik.url, settings: { router: "gatewayApi", ingressUrl, ingressNamespace } };
        });

        itDeliversBehind({
            name: "gateway-api",
            router: () => installed,
            ...httpRoutes({ name: "traefik", namespace: "traefik" }),
        });
    });

    describe("for an app whose Ingress Traefik serves", () => {
        const app = appOf("moved", { platform: { platform: "existing" } });

        it("takes over in one update, without a failed request, and promotes the next version", async () => {
            const { ingressUrl, ingressNamespace } = await traefik.stack.outputs();
            const onTraefik = { ingressUrl, ingressNamespace };
            await app.deploy("v1", onTraefik);
            await onlyAnswers(traefik.url, app.host, "v1", 100);
            const moved = { ...onTraefik, router: "gatewayApi" };
            const move = app.up("v1", moved).then(assertSucceeded);
            assert.deepEqual(await othersDuring(move, [traefik.url], app.host, "v1"), []);
            // The controller's own stays with the Rollout, without effect.
            const ingresses = (await app.list("ingress")) as unknown as { metadata: { name: string } }[];
            assert.deepEqual(
                ingresses.map(({ metadata }) => metadata.name),
                [canaryIngress(app.name)],
            );
            await onlyAnswers(traefik.url, app.host, "v1", 100);
            assertSucceeded(await app.up("v2", moved));
            const { outcome, evidence } = await app.outputs();
            assert.equal(outcome, "Promoted");
            assert.deepEqual((evidence as { routing: object }).routing, {
                routers: ["gatewayApi"],
                weights: "object",
            });
            await onlyAnswers(traefik.url, app.host, "v2", 100);
            assert.equal((await (await app.traffic()).k6()).failed, 0);
        });
    });

    // Last, after the removal of the app, whose requests come through it.
    after("remove Traefik, and the plugin", async () => {
        await everyStep(
            async () => opened?.clear(),
            async () => opened?.forget(),
            () => changeSharedPlatform(),
            async () => removeGatewayApi(new LocalCluster((await environment()).target.toolchain)),
        );
    });
});
