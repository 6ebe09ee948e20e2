import assert from "node:assert/strict";
import { gateFailureOf } from "../../../scripts/local/gateOutput";
import { onlyAnswers } from "../../support/e2e/ingressClient";
import { statusLines } from "../../support/e2e/statusLine";
import { type App, appOf } from "./app";
import { allowController, selectStable } from "./deniedController";
import { environment } from "./environment";
import type { InstalledRouter } from "./installedRouter";
import { interruptedUpdate } from "./interruptedUpdate";
import { meddledUpdate, type Meddling } from "./meddledUpdate";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./pulumiRuns";

/** A router on the cluster, whose weights the controller may write. */
export interface RouterInTest {
    /** A part of the names of its apps. */
    readonly name: string;
    /** Undefined until it is installed. */
    readonly router: () => Pick<InstalledRouter, "url" | "settings"> | undefined;
    /** The kind of the object with the weights, which has the app's name, and the JSON pointer of the canary's. */
    readonly weights: { readonly kind: string; readonly canary: string };
    /** A route without its metadata, which leads all requests of a host to a Service. */
    readonly routeTo: (host: string, service: string) => Readonly<Record<"apiVersion" | "kind", string>>;
}

/** The weights of an HTTPRoute, and a route of a Gateway. */
export function httpRoutes(gateway: {
    readonly name: string;
    readonly namespace: string;
}): Pick<RouterInTest, "weights" | "routeTo"> {
    return {
        weights: { kind: "HTTPRoute", canary: "/spec/rules/0/backendRefs/1/weight" },
        routeTo: (host, service) => {
            const backendRefs = [{ name: service, port: 80 }];
            // An exact path goes before a prefix.
            const rules = [{ matches: [{ path: { type: "Exact", value: "/" } }], backendRefs }];
            return {
                ...{ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" },
                spec: { parentRefs: [gateway], hostnames: [host], rules },
            };
        },
    };
}

/** Of every update: the pauses are as long as its analysis needs. */
const schedule = {
    steps: [
        { setWeight: 25 },
        { pause: { duration: "20s" } },
        { setWeight: 50 },
        { pause: { duration: "20s" } },
        { setWeight: 100 },
    ],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

/** A pause in which another client can do something, and the gate has the time to see it. */
const longPause = { steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }] };

/** Tests of everything that the gate does and that depends on the router: two apps behind it, in their own namespaces. */
export function itDeliversBehind({ name, router, weights, routeTo }: RouterInTest): void {
    const installed = () => router() ?? assert.fail("no router is installed");
    const app = appOf(name, { platform: { platform: "existing" } });
    const other = appOf(`${name}-two`, { platform: { platform: "existing" } });
    const up = (of: App, version: string, more: object = {}, ...on: OnRun) =>
        of.up(version, { ...schedule, ...installed().settings, ...more }, ...on);
    const failedRequests = async (of: App) => (await (await of.traffic()).k6()).failed;
    const stays = (version: string) => onlyAnswers(installed().url, app.host, version, 100);

    let tries = 0;

    /** Rolls a version out with which another client meddles; returns the gate's message. */
    async function failureOf(meddling: Meddling): Promise<string> {
        tries += 1;
        // An aborted version is not tried again.
        const version = { ...longPause, env: { TRY: String(tries) } };
        const run = await meddledUpdate((onLine) => up(app, "v3", version, onLine), meddling);
        assertFailed(run);
        return gateFailureOf(run.output) ?? run.output;
    }

    before("deploy two apps", async () => {
        const deployed = (of: App) => of.deploy("v1", { ...schedule, ...installed().settings });
        await Promise.all([deployed(app), deployed(other)]);
    });

    it("promotes a good version of one app, and rolls back a slow one of another, without a failed request", async () => {
        const failed = [await failedRequests(app), await failedRequests(other)];
        const slow = { env: { FAULT_LATENCY_MS: "200-800" } };
        const [good, bad] = await Promise.all([up(app, "v2"), up(other, "v3", slow)]);
        assertSucceeded(good);
        assert.equal((await app.outputs())["outcome"], "Promoted");
        await stays("v2");
        assertFailed(bad);
        assert.match(
            gateFailureOf(bad.output) ?? bad.output,
            /was aborted by this gate at step 1\/5 .* slower than 500 ms .*; traffic is back on stable/,
        );
        await onlyAnswers(installed().url, other.host, "v1", 100);
        assert.deepEqual([await failedRequests(app), await failedRequests(other)], failed);
        await assertNothingToDo(await app.stack());
    });

    it("goes on with a rollout whose gate was killed, and the weight never decreases", async () => {
        const interrupted = await interruptedUpdate((...on) => up(app, "v1", {}, ...on), 25);
        await (await app.stack()).unlock();
        const run = await up(app, "v1");
        assertSucceeded(run);
        assert.equal((await app.outputs())["outcome"], "RolledBack");
        const seen = [interrupted, run].flatMap(({ lines }) => statusLines(lines).map(({ canary }) => canary));
        assert.ok(seen.includes(100), seen.join());
        const rising = seen.slice(seen.indexOf(25), seen.indexOf(100) + 1);
        assert.deepEqual(
            rising,
            rising.toSorted((a, b) => a - b),
        );
        await stays("v1");
    });

    it("aborts when another client changes the weights", async () => {
        const patch = [{ op: "replace", path: weights.canary, value: 90 }];
        const failure = await failureOf({
            inPause: () =>
                app.kubectl("patch", weights.kind, app.name, "--type=json", `--patch=${JSON.stringify(patch)}`),
        });
        assert.match(
            failure,
            new RegExp(`aborted .*at step 1/3 .*${weights.kind} ${app.name}.*; traffic is back on stable`, "i"),
        );
        await stays("v1");
    });

    it("aborts when a route of another client leads the requests past the weights", async () => {
        const { target } = await environment();
        const metadata = { name: "intruder", namespace: app.namespace };
        const route = { ...routeTo(app.host, `${app.name}-stable`), metadata };
        const failure = await failureOf({
            inPause: () => target.kubectl.apply([route]),
            atAbort: () => app.kubectl("delete", route.kind, metadata.name),
        });
        assert.match(failure, /aborted .*at step 1\/3 .*intruder.*; traffic is back on stable/);
        await stays("v1");
    });

    it("aborts when the canary Service selects another version, and the controller may not change it back", async () => {
        const failure = await failureOf({
            inPause: () => selectStable(app),
            atAbort: () => allowController(app),
        }).finally(() => allowController(app));
        assert.match(
            failure,
            new RegExp(`aborted .*at step 1/3 .*Service ${app.name}-canary selects .*; traffic is back on stable`),
        );
        await stays("v1");
    });

    it("leaves nothing of an app that is destroyed, and the other one alone", async () => {
        assertSucceeded(await (await app.stack()).destroy());
        const { target } = await environment();
        const kinds = `namespaces,clusterroles,clusterrolebindings,validatingadmissionpolicies,${weights.kind}`;
        const names = await target.kubectl.run([
            ...["get", kinds, "--all-namespaces"],
            "--output=custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name",
        ]);
        const isOf = (of: App, name: string) => name === of.name || name.startsWith(`${of.name}-`);
        const left = names.split(/\s+/).filter((name) => isOf(app, name) && !isOf(other, name));
        assert.deepEqual(left, []);
        assert.ok(names.includes(other.name), names);
        await onlyAnswers(installed().url, other.host, "v1", 100);
    });
}

type OnRun = [onLine?: (line: string) => void, onStart?: (pid: number) => void];
