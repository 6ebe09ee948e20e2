import assert from "node:assert/strict";
import { connect } from "../../components/src/kubernetes";
import { clusterOf, isFatal, type Cluster } from "../../components/src/gate/cluster/cluster";
import { pathsOf } from "../../components/src/gate/cluster/collections";
import type { ClusterSnapshot } from "../../components/src/gate/cluster/snapshot";
import { routePath } from "../../components/src/routers/model/objects";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { crashLoopingPod } from "../support/rollout/fakePods";
import { FakeRollout } from "../support/rollout/fakeRollout";
import { until } from "../support/until";

const paths = pathsOf("demo");
const namesOf = (objects: readonly { metadata: { name: string } }[] = []) =>
    objects.map(({ metadata }) => metadata.name);

/** The gate's view of a cluster, on a fake API server. */
describe("rollout gate's cluster", () => {
    let server: FakeApiServer;
    let rollout: FakeRollout;
    let cluster: Cluster;

    beforeEach(async () => {
        server = await FakeApiServer.start();
        rollout = new FakeRollout(server);
        rollout.deployFirst();
        const api = await connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
        cluster = clusterOf(api, "demo", rollout.name);
    });

    afterEach(async () => {
        await server.stop();
    });

    it("reads the Rollout, its ReplicaSets, Services and Ingresses once, and no other Rollout", async () => {
        server.put(paths.rollouts, { metadata: { name: "other", uid: "other" } });
        const world = await cluster.readTraffic();
        assert.equal(world.rollout?.metadata.name, rollout.name);
        assert.deepEqual(namesOf(world.replicaSets), ["ops-hardening-demo-hash1"]);
        assert.deepEqual(namesOf(world.services).sort(), ["ops-hardening-demo-canary", "ops-hardening-demo-stable"]);
        assert.deepEqual(namesOf(world.routes.Ingress), ["ops-hardening-demo"]);
        server.remove(paths.rollouts, rollout.name);
        assert.equal((await cluster.readTraffic()).rollout, undefined);
    });

    it("reads the Events about one object, of every type", async () => {
        rollout.warn("RolloutAborted", "Rollout aborted update to revision 2");
        const about = { kind: "Rollout", uid: rollout.uid };
        const normal = { type: "Normal", reason: "RolloutUpdated", involvedObject: about };
        server.put(paths.events, { metadata: { name: "normal" }, ...normal });
        server.put(paths.events, {
            metadata: { name: "other" },
            ...normal,
            involvedObject: { ...about, uid: "other" },
        });
        const events = await cluster.readEvents(rollout.uid);
        assert.deepEqual(events.map(({ reason }) => reason).sort(), ["RolloutAborted", "RolloutUpdated"]);
    });

    describe("watchRollout", () => {
        let stop: AbortController;
        let following: Promise<void>;
        let snapshots: ClusterSnapshot[];
        let warnings: string[];
        let errors: Error[];
        let reconnects: number;

        function watchRollout(): void {
            stop = new AbortController();
            snapshots = [];
            warnings = [];
            errors = [];
            reconnects = 0;
            const listener = {
                onSnapshot: (snapshot: ClusterSnapshot) => snapshots.push(snapshot),
                onWarning: (text: string) => warnings.push(text),
                onError: (error: Error) => errors.push(error),
                onReconnect: () => (reconnects += 1),
            };
            following = cluster.watchRollout(listener, stop.signal);
        }

        afterEach(async () => {
            stop.abort();
            await following;
        });

        const last = () => snapshots.at(-1);
        const sees = (what: string, condition: (snapshot: ClusterSnapshot) => boolean) =>
            until(what, () => snapshots.some((snapshot) => condition(snapshot)));

        it("reports the rollout's pods, the warnings about it, and every Ingress", async () => {
            rollout.writePod("a", crashLoopingPod());
            server.put(paths.pods, { metadata: { name: "other", uid: "other", labels: { app: "other" } } });
            rollout.writeForeignCanary("stranger", 50, "elsewhere.local");
            rollout.warn("TrafficRoutingError", "about the rollout");
            rollout.warn("BackOff", "about its pod", { kind: "Pod", name: "a", uid: "pod-ops-hardening-demo-hash1-a" });
            rollout.warn("FailedCreate", "about its set", { kind: "ReplicaSet", name: "s", uid: "replicaset-hash1" });
            rollout.warn("BackOff", "about another", { kind: "Pod", name: "other", uid: "other" });
            server.put(paths.events, {
                metadata: { name: "normal" },
                type: "Normal",
                involvedObject: { kind: "Rollout", uid: rollout.uid },
            });
            watchRollout();
            await until("everything was read", () => snapshots.length > 0);
            assert.deepEqual(namesOf(last()?.pods), ["ops-hardening-demo-hash1-a"]);
            assert.deepEqual(namesOf(last()?.routes.Ingress), ["ops-hardening-demo", "stranger"]);
            assert.deepEqual(
                last()?.events.map((event) => event.message),
                ["about the rollout", "about its pod", "about its set"],
            );
            rollout.writePod("b", crashLoopingPod());
            await sees("the second pod", (snapshot) => snapshot.pods.length === 2);
            rollout.warn("TrafficRoutingError", "again");
            await sees("the new warning", (snapshot) => snapshot.events.length === 4);
            assert.deepEqual([warnings, errors], [[], []]);
        });

        it("reports the objects of the router that the rollout has, also after it got another one", async () => {
            const weighted = { metadata: { name: "web" }, spec: { weighted: { services: [] } } };
            server.put(routePath("TraefikService", "demo"), weighted);
            server.put(routePath("HTTPRoute", "edge"), { metadata: { name: "web" } });
            rollout.strategy = { trafficRouting: { traefik: { weightedTraefikServiceName: "web" } } };
            rollout.write({});
            watchRollout();
            await until("everything was read", () => snapshots.length > 0);
            assert.deepEqual(Object.keys(last()?.routes ?? {}), ["TraefikService", "IngressRoute"]);
            assert.deepEqual(namesOf(last()?.routes.TraefikService), ["web"]);
            const plugins = { "argoproj-labs/gatewayAPI": { httpRoute: "web", namespace: "edge" } };
            rollout.strategy = { trafficRouting: { plugins } };
            rollout.write({});
            await sees("the HTTPRoute", ({ routes }) => namesOf(routes.HTTPRoute).includes("web"));
            server.put(routePath("HTTPRoute", "edge"), { metadata: { name: "other" } });
            await sees("another HTTPRoute", ({ routes }) => routes.HTTPRoute?.length === 2);
            const { routes } = await cluster.readTraffic();
            assert.deepEqual(Object.keys(routes), ["HTTPRoute"]);
            assert.deepEqual(errors, []);
        });

        it("reports no objects of a kind whose CRD is missing, until it is there", async () => {
            const path = routePath("TraefikService", "demo");
            server.put(path, { metadata: { name: "web" } });
            rollout.strategy = { trafficRouting: { traefik: { weightedTraefikServiceName: "web" } } };
            rollout.write({});
            server.faultNext({ path, status: 404 });
            assert.deepEqual((await cluster.readTraffic()).routes.TraefikService, []);
            server.faultNext({ path, status: 404 });
            watchRollout();
            await sees("no TraefikService", ({ routes }) => routes.TraefikService?.length === 0);
            await sees("the TraefikService", ({ routes }) => routes.TraefikService?.length === 1);
            assert.deepEqual(errors, []);
        });

        it("reports nothing else, and watches what the gates of other Rollouts can share", async () => {
            const other = new FakeRollout(server, "other", "uid-of-other");
            other.deployFirst();
            other.writePod("a", crashLoopingPod());
            rollout.writePod("a", crashLoopingPod());
            watchRollout();
            await until("it follows everything", () => server.watches === 7);
            const { rollout: found, services = [], pods = [] } = last() ?? {};
            assert.equal(found?.metadata.name, rollout.name);
            assert.deepEqual(namesOf(services).sort(), ["ops-hardening-demo-canary", "ops-hardening-demo-stable"]);
            assert.deepEqual(namesOf(pods), ["ops-hardening-demo-hash1-a"]);
            const selectors = (path: string) => {
                const { fieldSelector, labelSelector } = server.requests.find((one) => one.path === path)?.query ?? {};
                return fieldSelector ?? labelSelector;
            };
            assert.equal(selectors(paths.pods), "rollouts-pod-template-hash");
            assert.equal(selectors(paths.events), "type=Warning");
            assert.equal(selectors(paths.rollouts), undefined);
            assert.equal(selectors(paths.services), undefined);
            const before = snapshots.length;
            other.writePod("b", crashLoopingPod());
            other.write({ phase: "Degraded" });
            rollout.write({ phase: "Degraded" });
            await sees("its own change", (snapshot) => snapshot.rollout?.status?.phase === "Degraded");
            assert.equal(snapshots.length, before + 1);
        });

        it("drops a pod whose labels become those of another version's owner", async () => {
            rollout.writePod("a", crashLoopingPod());
            watchRollout();
            await sees("the pod", ({ pods }) => pods.length === 1);
            rollout.writePod("a", crashLoopingPod(), rollout.hash, {
                labels: { app: "other", "rollouts-pod-template-hash": rollout.hash },
            });
            await until("the pod is gone", () => last()?.pods.length === 0);
        });

        it("is not woken by a warning about something else", async () => {
            watchRollout();
            await until("it follows everything", () => server.watches === 7);
            const before = snapshots.length;
            rollout.warn("BackOff", "about another", { kind: "Pod", name: "other", uid: "other" });
            rollout.warn("TrafficRoutingError", "about the rollout");
            await sees("the warning", (snapshot) => snapshot.events.length === 1);
            assert.equal(snapshots.length, before + 1);
        });

        it("continues without pods and events if it may not read them, and warns once", async () => {
            rollout.writePod("a", crashLoopingPod());
            server.forbid(paths.pods);
            server.forbid(paths.events);
            watchRollout();
            await until("everything else was read", () => snapshots.length > 0);
            server.dropWatches();
            rollout.write({ phase: "Degraded" });
            await sees("what happens after it", (snapshot) => snapshot.rollout?.status?.phase === "Degraded");
            assert.deepEqual([last()?.pods, last()?.events], [[], []]);
            assert.deepEqual(
                warnings.sort(),
                ["events", "pods"].map(
                    (name) =>
                        `failures will be explained without ${name}, which this user may not read: GET /api/v1/namespaces/demo/${name}: 403 injected 403`,
                ),
            );
            assert.equal(errors.filter((error) => isFatal(error)).length, 0);
            assert.equal(server.requests.filter(({ path }) => path === paths.pods || path === paths.events).length, 2);
        });

        it("reconnects only when the last of its watches is back", async () => {
            watchRollout();
            await until("it follows everything", () => server.watches === 7);
            server.faultNext({ path: paths.ingresses, status: 500 });
            server.faultNext({ path: paths.ingresses, status: 500 });
            server.dropWatches();
            await until("all but one are back", () => server.watches === 6);
            assert.equal(reconnects, 0);
            await until("the last one is back", () => reconnects > 0);
            assert.deepEqual([server.watches, reconnects], [7, 1]);
        });

        it("ignores the loss of a watch that only explains failures", async () => {
            watchRollout();
            await until("it follows everything", () => server.watches === 7);
            const path = paths.events;
            for (let time = 0; time < 3; time += 1) {
                server.faultNext({ path, status: 500 });
            }
            const asked = () => server.requests.filter((request) => request.path === path).length;
            const before = asked();
            server.dropWatches();
            await until("the others are back", () => reconnects === 1);
            await until("events were denied", () => asked() >= before + 2);
            assert.ok(errors.every(({ message }) => !message.includes("events")));
        });

        it("drops the pods when it may no longer read them", async () => {
            rollout.writePod("a", crashLoopingPod());
            watchRollout();
            await until("it follows everything", () => server.watches === 7);
            assert.equal(last()?.pods.length, 1);
            server.forbid(paths.pods);
            server.dropWatches();
            await sees("that there are none", (snapshot) => snapshot.pods.length === 0);
            assert.equal(warnings.length, 1);
        });

        for (const name of ["rollouts", "replicaSets", "analysisRuns", "services", "ingresses"] as const) {
            it(`does not continue without ${name}`, async () => {
                server.forbid(paths[name]);
                watchRollout();
                await until("it reports the error", () => errors.some((error) => isFatal(error)));
                assert.deepEqual([snapshots, warnings], [[], []]);
            });
        }
    });

    describe("logTail", () => {
        const log = `${paths.pods}/web-1/log`;

        it("asks for the last five lines of one container, of its last run or the one before", async () => {
            server.serve(log, ({ query }) => ({
                text: query["previous"] === "true" ? "starting\n\nno database\n" : "starting again\n",
            }));
            assert.deepEqual(await cluster.logTail("web-1", "app", false), ["starting again"]);
            assert.deepEqual(await cluster.logTail("web-1", "app", true), ["starting", "no database"]);
            assert.deepEqual(
                server.requests.map(({ method, path, query }) => [method, path, query]),
                [
                    ["GET", log, { container: "app", tailLines: "5", limitBytes: "65536" }],
                    ["GET", log, { container: "app", tailLines: "5", limitBytes: "65536", previous: "true" }],
                ],
            );
        });

        it("keeps lines that look like JSON unchanged", async () => {
            server.serve(log, () => ({ text: '{"level":"error"}\n' }));
            assert.deepEqual(await cluster.logTail("web-1", "app", false), ['{"level":"error"}']);
        });

        it("returns no lines, without an error, if they cannot be read", async () => {
            server.serve(log, () => ({ text: "" }));
            assert.deepEqual(await cluster.logTail("web-1", "app", false), []);
            for (const fault of [{ status: 400 }, { status: 403 }, { status: 500 }, { drop: "request" }] as const) {
                server.faultNext({ path: "/log", ...fault });
                assert.deepEqual(await cluster.logTail("web-1", "app", false), []);
            }
            assert.equal(server.requests.length, 5);
        });
    });
});
