import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fileHash } from "../../scripts/local/images/fileHash";
import { addIngressController } from "../../scripts/local/platform";
import { traefikRouter } from "../../scripts/local/project";
import type { PulumiRun } from "../../scripts/local/pulumiCli";
import type { Stack } from "../../scripts/local/stack";
import { moduleFolder } from "../../scripts/local/toolchain/goProgram";
import { Traffic } from "../../scripts/local/traffic";
import { askVersion, countVersions, onlyAnswers, shareReached } from "../support/e2e/ingressClient";
import { statusLines } from "../support/e2e/statusLine";
import { appOf } from "./support/app";
import { environment, imageOf, isLocal, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const httpNodePort = 30081;

/** Traefik in a separate stack, for the class of the shared ingress-nginx: both serve every Ingress. */
class TraefikStack {
    private constructor(
        readonly stack: Stack,
        /** The URL at which this machine reaches it. */
        readonly url: string,
    ) {}

    static async open(): Promise<TraefikStack> {
        const { target, ingressUrl } = await environment();
        if (isLocal) {
            await addIngressController(target.toolchain, "traefik", console.log);
        }
        const stack = await openStack("e2e-router", { project: traefikRouter });
        return new TraefikStack(stack, ingressUrl.replace(/\d+$/, String(httpNodePort)));
    }

    /** `pulumi up` of Traefik, and of an app that it splits the requests of if the settings have an image. */
    async up(settings: Record<string, unknown>): Promise<PulumiRun> {
        const { target } = await environment();
        const folder = await moduleFolder("traefik", "github.com/traefik/traefik/v3");
        const file = join(folder, "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml");
        const definitions = { url: pathToFileURL(file).href, sha256: await fileHash(file) };
        this.stack.configure({ ...target.settings, httpNodePort, ...definitions, ...settings });
        return this.stack.up();
    }

    /** The requests that its pod has answered. */
    async requests(): Promise<number> {
        const { kubectl } = (await environment()).target;
        const pod = await kubectl.run(["get", "pods", "--namespace=traefik", "--output=name"]);
        const path = `/api/v1/namespaces/traefik/pods/${pod.replace(/^pod\//, "")}:9100/proxy/metrics`;
        const metrics = await kubectl.run(["get", "--raw", path]);
        return [...metrics.matchAll(/^traefik_entrypoint_requests_total\{.*entrypoint="web".*\} (\S+)$/gm)].reduce(
            (sum, [, count]) => sum + Number(count),
            0,
        );
    }
}

/** Asks each URL again and again while `work` runs; returns all answers that are not `version`. */
async function othersDuring(work: Promise<unknown>, urls: readonly string[], host: string, version: string) {
    let over = false;
    const ask = async (url: string) => {
        const answers: string[] = [];
        while (!over) {
            answers.push(await askVersion(url, host));
        }
        assert.ok(answers.length > 100, `${answers.length} requests only`);
        return answers.filter((answer) => answer !== version).map((answer) => `${url}: ${answer}`);
    };
    const asking = urls.map(ask);
    await work.finally(() => {
        over = true;
    });
    return (await Promise.all(asking)).flat();
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
    });

    // Last, after the removal of the first app, whose requests come through it.
    after("remove Traefik", async () => {
        await opened?.clear();
        await opened?.forget();
    });
});
