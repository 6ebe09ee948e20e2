import { pathsOf } from "../../../components/src/gate/cluster/collections";
import type { StatusPatch } from "../../../components/src/gate/cluster/cluster";
import { observe, type Observation } from "../../../components/src/gate/observation/observe";
import { type ClusterSnapshot, routesByKind } from "../../../components/src/gate/cluster/snapshot";
import { type RouteKind, routeKinds, routePath } from "../../../components/src/routers/model/objects";
import { type FakeObject, FakeObjects } from "../apiServer/fakeObjects";
import type { StatusPatched } from "../apiServer/fakeRest";
import { FakeRollout } from "./fakeRollout";

const routeKindNames = Object.keys(routeKinds) as RouteKind[];

/** The article's rollout on no server at all: what it writes can be observed at once. */
export class FakeCluster {
    private readonly changed: (() => void)[] = [];
    private readonly patched: StatusPatched[] = [];
    private readonly objects = new FakeObjects(() => {
        for (const listener of this.changed) {
            listener();
        }
    });
    readonly rollout = new FakeRollout(this);

    put(collection: string, object: FakeObject): void {
        this.objects.put(collection, object);
    }

    remove(collection: string, name: string): void {
        this.objects.remove(collection, name);
    }

    onChange(listener: () => void): void {
        this.changed.push(listener);
    }

    onStatusPatched(listener: StatusPatched): void {
        this.patched.push(listener);
    }

    /** Patches the status as the gate's cluster does. */
    patchStatus(patch: StatusPatch): "applied" | "conflict" {
        const { rollouts } = pathsOf("demo");
        const given = { metadata: patch.metadata, status: patch.status };
        const merged = this.objects.merge(rollouts, this.rollout.name, given, {
            status: true,
            manager: "canary-delivery",
        });
        if (merged === undefined || merged === "conflict") {
            return "conflict";
        }
        for (const listener of this.patched) {
            listener(merged, given);
        }
        return "applied";
    }

    /** The objects themselves, without a copy: stored objects are never changed. */
    snapshot(): ClusterSnapshot {
        const paths = pathsOf("demo");
        const all = (collection: string) => this.objects.list({ collection });
        return {
            rollout: all(paths.rollouts)[0],
            replicaSets: all(paths.replicaSets),
            analysisRuns: all(paths.analysisRuns),
            services: all(paths.services),
            routes: routesByKind(routeKindNames.map((kind) => [kind, all(routePath(kind, "demo"))])),
            pods: all(paths.pods),
            events: all(paths.events),
        };
    }

    /** Returns the current observation; there must be a rollout. */
    observe(now = Date.now()): Observation {
        const observation = observe(this.snapshot(), "demo", now);
        if (observation === undefined) {
            throw new Error("no rollout was declared");
        }
        return observation;
    }
}
