import assert from "node:assert/strict";
import type { Stack } from "../../scripts/local/stack";
import { Traffic } from "../../scripts/local/traffic";
import { countVersions, onlyAnswers, othersDuring, shareReached } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { labelInPause } from "./support/labelInPause";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";
import { TraefikStack } from "./support/traefikStack";

interface TraefikService {
    readonly metadata: { readonly generation: number; readonly labels: Record<string, string> };
    readonly spec: { readonly weighted: { readonly services: readonly { readonly weight: number }[] } };
}

describe("Traefik", function () {
    this.timeout("15m");
    let traefik: TraefikStack;
    let opened: Stack | undefined;
    before("install Traefik", async () => {
        traefik = await TraefikStack.open();
        opened = traefik.stack;
        assertSucceeded(await traefik.up({}));
    });

    describe("for an app that moves from ingress-nginx", () => {
        const app = appOf("traefik", { platform: { platform: "existing" } });
        let onTraefik: Record<string, unknown>;
        before(async () => {
            const { ingressUrl, ingressNamespace } = await traefik.stack.outputs();
            onTraefik = { ingressUrl, ingressNamespace };
        });

        it("is served by both during the move, without a failed request, and without a change of its Ingress", async () => {
            await app.deploy("v1");
            const { ingressUrl } = await environment();
            const before = await app.baseIngress();
            await onlyAnswers(traefik.url, app.host, "v1", 100);
            const move = app.up("v1", onTraefik).then(assertSucceeded);
            assert.deepEqual(await othersDuring(move, [ingressUrl, traefik.url], app.host, "v1"), []);
            assert.deepEqual(await app.baseIngress(), before);
            await assertNothingToDo(traefik.stack);
        });

        it("is promoted behind Traefik, which applies the first weight and fails no request", async () => {
            const traffic = await app.traffic();
            await traffic.measured();
            const before = { byK6: await traffic.k6(), byTraefik: await traefik.requests() };
            let weightNow = 0;
            let share: ReturnType<typeof shareReached> | undefined;
            const run = await app.up("v2", onTraefik, (text) => {
                const [status] = statusLines([{ text, at: Date.now() }]);
                weightNow = status?.canary ?? weightNow;
                if (share === undefined && status?.status === "Paused") {
                    const weight = status.canary;
                    const ask = () => countVersions(traefik.url, app.host, 200);
                    share = shareReached(ask, { version: "v2", weight, requests: 200 }, () => weightNow !== weight);
                }
            });
            assertSucceeded(run);
            assert.equal((await app.outputs())["outcome"], "Promoted");
            assert.deepEqual({ ...(await share), count: 0 }, { reached: true, count: 0 });
            const byK6 = await traffic.k6();
            assert.equal(byK6.failed, before.byK6.failed);
            assert.ok((await traefik.requests()) - before.byTraefik >= byK6.requests - before.byK6.requests);
            const { ingressUrl } = await environment();
            await onlyAnswers(traefik.url, app.host, "v2", 100);
            await onlyAnswers(ingressUrl, app.host, "v2", 100);
        });

        it("is rolled back by its latency behind Traefik, without a failed request", async () => {
            const traffic = await app.traffic();
            const { failed } = await traffic.k6();
            const run = await app.up("v3", { ...onTraefik, env: { FAULT_LATENCY_MS: "200-800" } });
            assertFailed(run);
            assert.match(
                run.output,
                /was aborted by this gate at step 1\/9 .* slower than 500 ms .*; traffic is back on stable/,
            );
            await onlyAnswers(traefik.url, app.host, "v2", 100);
            assert.equal((await traffic.k6()).failed, failed);
        });
    });

    describe("for an app whose TraefikService it reads", () => {
        const own = { namespace: "e2e-traefik-own", name: "e2e-traefik-own", host: "traefik-own.local" };
        const traffic = async () => new Traffic((await environment()).target.kubectl, own.namespace, own.name);

        it("promotes a good version by the weights of the TraefikService, and fails no request", async () => {
            assertSucceeded(await traefik.up({ image: imageOf("v1") }));
            await (await traffic()).measured();
            const { failed } = await (await traffic()).k6();
            assertSucceeded(await traefik.up({ image: imageOf("v2") }));
            assert.equal((await traefik.stack.outputs())["outcome"], "Promoted");
            assert.equal((await (await traffic()).k6()).failed, failed);
            await onlyAnswers(traefik.url, own.host, "v2", 100);
        });

        it("rolls back a slow one, and fails no request", async () => {
            const { failed } = await (await traffic()).k6();
            const run = await traefik.up({ image: imageOf("v3"), env: { FAULT_LATENCY_MS: "200-800" } });
            assertFailed(run);
            assert.match(
                run.output,
                /was aborted by this gate at step 1\/5 .* slower than 500 ms .*; traffic is back on stable/,
            );
            await onlyAnswers(traefik.url, own.host, "v2", 100);
            assert.equal((await (await traffic()).k6()).failed, failed);
        });

        it("keeps its weights when an update changes a label of the TraefikService in a pause", async () => {
            const { kubectl } = (await environment()).target;
            const { weighted } = await labelInPause(
                (settings) => traefik.up({ image: imageOf("v1"), ...settings }),
                async () =>
                    (await kubectl.json([
                        ...["get", "traefikservice", own.name, `--namespace=${own.namespace}`, "--output=json"],
                    ])) as TraefikService,
            );
            assert.deepEqual(
                weighted.services.map(({ weight }) => weight),
                [50, 50],
            );
        });
    });

    // Last, after the removal of the first app, whose requests come through it.
    after("remove Traefik", async () => {
        await opened?.clear();
        await opened?.forget();
    });
});
