import type { PodTemplate } from "../../../components/src/gate/cluster/types";
import { pathsOf } from "../../../components/src/gate/cluster/collections";
import type { FakeApiServer } from "../apiServer/fakeApiServer";
import { hashLabel, ingressObject, replicaSetObject, serviceObject } from "./fakeRolloutObjects";
import type { PodStatus } from "./fakePods";

/** The store of a fake's objects: a {@link FakeApiServer}, or a plain recorder in unit tests. */
export type Store = Pick<FakeApiServer, "put" | "remove"> & Partial<Pick<FakeApiServer, "onStatusPatched">>;

/** Everything around a fake Rollout: its ReplicaSets, pods, Services and Ingresses, and the events about them. */
export class FakeSurroundings {
    readonly namespace = "demo";
    readonly host: string;
    replicas = 2;
    /** The user's Ingresses, which the controller copies; each has its own host. */
    stableIngresses: readonly string[];
    maxTrafficWeight: number | undefined;
    hash = "";
    revision = 0;
    /** Plays the admission webhooks for ReplicaSets. @default no change of the pod template */
    mutate: (template: PodTemplate) => PodTemplate = (template) => template;
    /** The cluster's clock. */
    now: () => Date = () => new Date();
    protected readonly hashes = new Map<string, string>();
    /** Versions whose ReplicaSet has the annotation for a delayed scale-down, which an abort leaves for good. */
    readonly scaleDownDeadlines = new Set<string>();
    private readonly reused = new Set<string>();
    private readonly createdAt = new Map<string, string>();
    private readonly revisions = new Map<string, number>();
    private warnings = 0;

    constructor(
        protected readonly store: Store,
        readonly name: string,
        readonly uid: string,
    ) {
        this.host = `${name}.local`;
        this.stableIngresses = [name];
    }

    /** The user's own Ingresses. */
    writeStableIngresses(): void {
        for (const name of this.stableIngresses) {
            const ingress = { host: this.hostOf(name), service: `${this.name}-stable` };
            this.store.put(pathsOf(this.namespace).ingresses, ingressObject(name, ingress));
        }
    }

    /**
     * Writes the controller's canary copy of one of the user's Ingresses. `owner`: another owner, or null for none, if
     * it is not the controller's.
     */
    writeIngress(weight: number, owner: { name: string; uid: string } | null = this, stable = this.name): void {
        const { name, maxTrafficWeight: total } = this;
        const ingress = { host: this.hostOf(stable), service: `${name}-canary`, weight, total };
        this.store.put(
            pathsOf(this.namespace).ingresses,
            ingressObject(`${name}-${stable}-canary`, { ...ingress, ...(owner === null ? {} : { owner }) }),
        );
    }

    /** The canary copies of all of the user's Ingresses, one after another. */
    writeIngresses(weight: number): void {
        for (const stable of this.stableIngresses) {
            this.writeIngress(weight, this, stable);
        }
    }

    private hostOf(stable: string): string {
        return stable === this.name ? this.host : `${stable}.local`;
    }

    /** Writes another client's canary for the same host. */
    writeForeignCanary(name: string, weight = 50, host = this.host): void {
        const ingress = ingressObject(name, { host, service: `${name}-service`, weight });
        this.store.put(pathsOf(this.namespace).ingresses, ingress);
    }

    writeService(role: "stable" | "canary", hash: string): void {
        this.store.put(pathsOf(this.namespace).services, serviceObject(this, role, hash));
    }

    available(hash: string, count = this.replicas): void {
        this.writeReplicaSet(hash, this.imageOf(hash), count, false);
    }

    /** A version has all its pods, but none of them is available. */
    down(hash: string): void {
        this.writeReplicaSet(hash, this.imageOf(hash), 0, false, this.replicas);
    }

    private imageOf(hash: string): string {
        return [...this.hashes].find(([, candidate]) => candidate === hash)?.[0] ?? "";
    }

    /** A pod of a version; what is in `metadata` is added to its own. */
    writePod(id: string, status: PodStatus, hash = this.hash, metadata: Record<string, unknown> = {}): void {
        const name = `${this.name}-${hash}-${id}`;
        this.store.put(pathsOf(this.namespace).pods, {
            metadata: {
                name,
                uid: `pod-${name}`,
                creationTimestamp: this.now().toISOString(),
                labels: { app: this.name, [hashLabel]: hash },
                ownerReferences: [{ kind: "ReplicaSet", name: `${this.name}-${hash}`, uid: `replicaset-${hash}` }],
                ...metadata,
            },
            status,
        });
    }

    /** A Warning event, about the Rollout or about another object. */
    warn(reason: string, message: string, about = { kind: "Rollout", name: this.name, uid: this.uid }): void {
        this.warnings += 1;
        const at = this.now().toISOString();
        this.store.put(pathsOf(this.namespace).events, {
            metadata: { name: `${about.name}.${String(this.warnings)}`, creationTimestamp: at },
            type: "Warning",
            reason,
            message,
            count: 1,
            lastTimestamp: at,
            involvedObject: about,
        });
    }

    protected writeReplicaSet(
        hash: string,
        image: string,
        available: number,
        reused: boolean,
        requested = available,
    ): void {
        if (reused) {
            this.reused.add(hash);
        }
        const createdAt = this.createdAt.get(hash) ?? this.now().toISOString();
        this.createdAt.set(hash, createdAt);
        const revision = hash === this.hash ? this.revision : (this.revisions.get(hash) ?? 0);
        this.revisions.set(hash, revision);
        const { mutate } = this;
        const version = { hash, image, revision, requested, available, createdAt, mutate };
        this.store.put(
            pathsOf(this.namespace).replicaSets,
            replicaSetObject(this, {
                ...version,
                reused: this.reused.has(hash),
                scaleDownDeadline: this.scaleDownDeadlines.has(hash),
            }),
        );
    }
}
