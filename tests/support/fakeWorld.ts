import { pathsOf } from "../../components/rolloutGate/cluster";
import { observe, type Observation } from "../../components/rolloutGate/observe";
import type { World } from "../../components/rolloutGate/shapes";
import type { FakeObject } from "./fakeApiServer";
import { FakeRollout } from "./fakeRollout";

/** The article's rollout on no server at all: what it writes can be observed at once. */
export class FakeWorld {
    readonly rollout = new FakeRollout(this);
    private readonly collections = new Map<string, Map<string, FakeObject>>();
    private readonly changed: (() => void)[] = [];

    put(collection: string, object: FakeObject): void {
        const objects = this.collections.get(collection) ?? new Map<string, FakeObject>();
        this.collections.set(collection, objects.set(object.metadata.name, structuredClone(object)));
        for (const listener of this.changed) {
            listener();
        }
    }

    remove(collection: string, name: string): void {
        this.collections.get(collection)?.delete(name);
        for (const listener of this.changed) {
            listener();
        }
    }

    onChange(listener: () => void): void {
        this.changed.push(listener);
    }

    world(): World {
        const paths = pathsOf("demo");
        const all = (path: string) => [...(this.collections.get(path)?.values() ?? [])] as FakeObject[];
        return {
            rollout: all(paths.rollouts)[0],
            replicaSets: all(paths.replicaSets),
            analysisRuns: all(paths.analysisRuns),
            services: all(paths.services),
            ingresses: all(paths.ingresses),
        };
    }

    /** The observation of now; there must be a rollout. */
    observe(): Observation {
        const observation = observe(this.world(), "demo");
        if (observation === undefined) {
            throw new Error("no rollout was declared");
        }
        return observation;
    }
}
