import assert from "node:assert/strict";
import type { RolloutObject } from "../../../../../components/src/gate/cluster/types";
import { causesOfNoRequest } from "../../../../../components/src/gate/drive/unreachedCanary";
import type { IngressObject } from "../../../../../components/src/routers/nginx/ingress";
import { describeFinding } from "../../../../../components/src/gate/report/finding";

const rollout: RolloutObject = {
    metadata: { name: "web", namespace: "demo" },
    spec: {
        strategy: {
            canary: {
                stableService: "web-stable",
                canaryService: "web-canary",
                trafficRouting: { nginx: { stableIngress: "web" } },
            },
        },
    },
};

function ingress(namespace: string, name: string, service: string): IngressObject {
    const paths = [{ path: "/", pathType: "Prefix", backend: { service: { name: service } } }];
    const rules = [{ host: "web.example.com", http: { paths } }];
    return { metadata: { name, namespace }, spec: { ingressClassName: "nginx", rules } };
}

const own = [ingress("demo", "web", "web-stable"), ingress("demo", "web-web-canary", "web-canary")];

/** The Ingresses of the cluster, and the ready endpoints of the canary's Service. */
interface Way {
    readonly ingresses?: readonly IngressObject[];
    readonly readyEndpoints?: number | undefined;
}

function causes(way: Way | Error, of = rollout, inNamespace: readonly IngressObject[] = own) {
    const snapshot = {
        rollout: of,
        replicaSets: [],
        services: [],
        routes: { Ingress: inNamespace },
        analysisRuns: [],
        pods: [],
        events: [],
    };
    return causesOfNoRequest({
        readTraffic: () => Promise.resolve(snapshot),
        readIngresses: () => (way instanceof Error ? Promise.reject(way) : Promise.resolve(way.ingresses ?? own)),
        readReadyEndpoints: (service) => {
            assert.equal(service, "web-canary");
            const endpoints = way instanceof Error || !("readyEndpoints" in way) ? 2 : way.readyEndpoints;
            return Promise.resolve(endpoints);
        },
    });
}

describe("the cause of a canary without a request", () => {
    it("is another Ingress of the host, in any namespace", async () => {
        const found = await causes({ ingresses: [...own, ingress("demo2", "shop", "shop")] });
        assert.deepEqual(found, [{ kind: "otherIngress", ingress: "demo2/shop", host: "web.example.com" }]);
    });

    it("is a Service without a ready endpoint", async () => {
        assert.deepEqual(await causes({ readyEndpoints: 0 }), [{ kind: "noReadyEndpoint", service: "web-canary" }]);
    });

    it("is an older Ingress of another host with the canary's Service", async () => {
        const dated = (one: IngressObject, creationTimestamp: string) => ({
            ...one,
            metadata: { ...one.metadata, creationTimestamp },
        });
        const rules = [{ host: "old.example.com", http: { paths: own[1]?.spec?.rules?.[0]?.http?.paths } }];
        const former = {
            ...ingress("demo", "web-old-canary", "web-canary"),
            spec: { ingressClassName: "nginx", rules },
        };
        const all = [...own.map((one) => dated(one, "2026-01-01T00:00:02Z")), dated(former, "2026-01-01T00:00:01Z")];
        const found = await causes({ ingresses: all }, rollout, all);
        assert.deepEqual(found, [{ kind: "olderIngress", ingress: "web-old-canary", service: "web-canary" }]);
        const share = { kind: "outside", canary: 0, total: 149, lowest: 5, highest: 30, causes: found } as const;
        assert.match(
            describeFinding({ kind: "share", weight: 10, share }),
            /; Ingress web-old-canary is older than the canary Ingress and has its Service web-canary, so that ingress-nginx takes its weight: delete it$/,
        );
    });

    it("is the router, where all of this is right", async () => {
        assert.deepEqual(await causes({}), [{ kind: "staleRouter", service: "web-canary", endpoints: 2 }]);
    });

    it("is unknown where the cluster does not answer, or endpoints may not be read", async () => {
        assert.deepEqual(await causes(new Error("forbidden")), []);
        assert.deepEqual(await causes({ readyEndpoints: undefined }), []);
    });

    it("is known from the endpoints alone behind other routers, whose user may not read Ingresses", async () => {
        const canary = { ...rollout.spec?.strategy?.canary, trafficRouting: { smi: {} } };
        const other: RolloutObject = { ...rollout, spec: { strategy: { canary } } };
        const forbidden = { ingresses: [...own, ingress("demo2", "shop", "shop")] };
        assert.deepEqual(await causes({ ...forbidden, readyEndpoints: 0 }, other), [
            { kind: "noReadyEndpoint", service: "web-canary" },
        ]);
        assert.deepEqual(await causes({ ...forbidden, readyEndpoints: 2 }, other), []);
    });

    it("is in the sentence about the share", async () => {
        const share = { kind: "outside", canary: 0, total: 149, lowest: 5, highest: 30 } as const;
        const sentence = async (way: Way) =>
            describeFinding({ kind: "share", weight: 10, share: { ...share, causes: await causes(way) } });
        const counted = "canary got 0 of 149 requests (0 %) at weight 10, must be 3.4 % to 20.1 %";
        assert.equal(
            await sentence({ ingresses: [...own, ingress("demo2", "shop", "shop")] }),
            `${counted}; Ingress demo2/shop has the same host, web.example.com, and takes its requests`,
        );
        assert.equal(await sentence({ readyEndpoints: 0 }), `${counted}; Service web-canary has no ready endpoint`);
        assert.equal(
            await sentence({}),
            `${counted}; Service web-canary has 2 ready endpoints, and no other Ingress has the host: the router does not apply the canary Ingress (its class, or a stale configuration)`,
        );
    });
});
