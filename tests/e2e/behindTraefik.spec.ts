import { itDeliversBehind } from "./support/behindRouter";
import { type InstalledRouter, installTraefik } from "./support/installedRouter";

describe("Traefik's own objects", function () {
    this.timeout("15m");
    let traefik: InstalledRouter | undefined;

    before("install Traefik", async () => {
        traefik = await installTraefik();
    });

    itDeliversBehind({
        name: "traefik-objects",
        router: () => traefik,
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
        await traefik?.remove();
    });
});
