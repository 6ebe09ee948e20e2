import { traefikTraits } from "../../components/src/routers/traefik/router";
import type { Stack } from "../../scripts/local/stack";
import { itDeliversBehind } from "./support/behindRouter";
import { assertSucceeded } from "./support/pulumiRuns";
import { allowRouter, denyRouter } from "./support/routerPermission";
import { TraefikStack } from "./support/traefikStack";

describe("Traefik's own objects", function () {
    this.timeout("15m");
    let traefik: TraefikStack;
    let opened: Stack | undefined;

    before("install Traefik", async () => {
        traefik = await TraefikStack.open();
        opened = traefik.stack;
        assertSucceeded(await traefik.up({}));
        await allowRouter(traefikTraits);
    });

    itDeliversBehind({
        name: "traefik-objects",
        url: () => traefik.url,
        settings: async () => {
            const { ingressUrl, ingressNamespace } = await traefik.stack.outputs();
            return { router: "traefik", ingressUrl, ingressNamespace };
        },
        weights: { kind: "TraefikService", canary: "/spec/weighted/services/1/weight" },
        routeTo: (host, service) => {
            const services = [{ name: service, port: 80 }];
            const routes = [{ kind: "Rule", match: `Host(\`${host}\`)`, priority: 1000, services }];
            return {
                ...{ apiVersion: "traefik.io/v1alpha1", kind: "IngressRoute" },
                spec: { entryPoints: ["web"], routes },
            };
        },
    });

    // Last, after the removal of the apps, whose requests come through it.
    after("remove Traefik", async () => {
        try {
            await opened?.clear();
            await opened?.forget();
        } finally {
            await denyRouter();
        }
    });
});
