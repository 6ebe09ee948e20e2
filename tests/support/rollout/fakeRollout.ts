import { pathsOf } from "../../../components/src/gate/cluster/collections";
import type { StatusPatched } from "../apiServer/fakeRest";
import { FakeSurroundings, type Store } from "./fakeSurroundings";
import { analysisRunObject, revisionAnnotation, rolloutObject } from "./fakeRolloutObjects";

/** Fields of the Rollout's status. */
type Status = Record<string, unknown>;

/**
 * Plays a user and the Argo Rollouts controller on a fake API server: the article's rollout, written in the order in
 * which the real controller writes (Ingress, then status).
 */
export class FakeRollout extends FakeSurroundings {
    steps: unknown[] = [
        { setWeight: 10 },
        { pause: { duration: "30s" } },
        { setWeight: 25 },
        { pause: { duration: "60s" } },
        { setWeight: 50 },
        { pause: { duration: "60s" } },
        { setWeight: 75 },
        { pause: { duration: "30s" } },
        { setWeight: 100 },
    ];
    generation = 0;
    status: Status = {};
    /** The status parts of the applied patches, oldest first. */
    readonly patches: Status[] = [];
    /** Plays the controller after a patch, whose status is already applied. @default no reaction */
    onPatch: (patch: Status) => void = () => undefined;
    /** Other fields of the canary strategy, such as dynamicStableScale. */
    strategy: Record<string, unknown> = {};
    /** Other fields of the spec, which replace the usual ones. */
    otherSpec: Record<string, unknown> = {};
    progressDeadlineSeconds = 600;
    /** The number of revisions of `rollbackWindow`. */
    rollbackWindow: number | undefined;
    /** Labels of the pod template in addition to the app's own. */
    podLabels: Record<string, string> = {};
    /** True when an abort leaves the new version's pods running. */
    keepsAbortedPods = false;
    private image = "";
    private paused = false;
    private managedFields: unknown[] = [];

    constructor(store: Store, name = "ops-hardening-demo", uid = "0b0f1a2e-0000-4000-8000-000000000001") {
        super(store, name, uid);
        store.onStatusPatched?.((object, patch) => {
            this.patched(object, patch);
        });
    }

    get paths() {
        return pathsOf(this.namespace);
    }

    /** The user changes the image: a new generation that the controller has not seen yet. */
    declare(image: string): void {
        this.image = image;
        this.generation += 1;
        this.writeRollout();
        if (this.generation === 1) {
            this.writeStableIngresses();
        }
    }

    /** An autoscaler changes the desired number of pods, also a new generation. */
    scale(replicas: number): void {
        this.replicas = replicas;
        this.generation += 1;
        this.writeRollout();
    }

    /** The API server records a client's write to a field of the spec, such as `strategy.canary.steps`. */
    recordWrite(manager: string, field: string, at = this.now()): void {
        const fieldsV1 = ["spec", ...field.split(".")].reduceRight<object>(
            (below, name) => ({ [`f:${name}`]: below }),
            {},
        );
        this.managedFields = [...this.managedFields, { manager, time: at.toISOString(), fieldsV1 }];
        this.writeRollout();
    }

    pauseByHand(paused: boolean): void {
        this.paused = paused;
        this.generation += 1;
        this.writeRollout();
    }

    /** The controller sees the generation: a ReplicaSet, the revision, the first step. */
    observe(status: Status = {}): void {
        this.createReplicaSet();
        this.follow(status);
    }

    /** The controller creates the ReplicaSet of the template, and counts the revision; its status is still the old one. */
    createReplicaSet(): void {
        const known = this.hashes.get(this.image);
        this.hash = known ?? `hash${String(this.hashes.size + 1)}`;
        this.hashes.set(this.image, this.hash);
        this.revision += 1;
        this.writeReplicaSet(this.hash, this.image, 0, known !== undefined);
        this.writeRollout();
    }

    /** The controller writes the new version into the status. */
    follow(status: Status = {}): void {
        this.write({
            observedGeneration: String(this.generation),
            currentPodHash: this.hash,
            currentStepIndex: 0,
            phase: "Progressing",
            message: "more replicas need to be updated",
            abort: undefined,
            abortedAt: undefined,
            conditions: [],
            pauseConditions: undefined,
            controllerPause: undefined,
            ...status,
        });
    }

    /** Some fields of the status. */
    write(status: Status): void {
        this.status = { ...this.status, ...status };
        this.writeRollout();
    }

    setWeight(weight: number, step: number): void {
        this.available(this.hash);
        this.writeService("canary", this.hash);
        this.writeIngresses(weight);
        this.write({ canary: { weights: { canary: { weight } } }, currentStepIndex: step, phase: "Progressing" });
    }

    pause(step: number, reason = "CanaryPauseStep"): void {
        this.write({
            currentStepIndex: step,
            phase: "Paused",
            message: reason,
            pauseConditions: [{ reason, startTime: this.now().toISOString() }],
            controllerPause: true,
        });
    }

    /** An analysis holds the rollout as well, in addition to the pause of its step if it is in one. */
    holdInconclusive(): void {
        const conditions = (this.status["pauseConditions"] ?? []) as object[];
        const inconclusive = { reason: "InconclusiveAnalysisRun", startTime: this.now().toISOString() };
        this.write({ phase: "Paused", pauseConditions: [...conditions, inconclusive], controllerPause: true });
    }

    resume(step: number): void {
        this.write({
            currentStepIndex: step,
            phase: "Progressing",
            message: "more replicas need to be updated",
            pauseConditions: undefined,
            controllerPause: undefined,
        });
    }

    /** The background AnalysisRun with these measurements so far: values by metric, `!` marks a failed one. */
    analyse(phase: string, values: Record<string, string[]>, metricPhases: Record<string, string> = {}): void {
        const { hash, revision } = this;
        this.store.put(
            this.paths.analysisRuns,
            analysisRunObject(this, { hash, revision, phase, values, metricPhases }),
        );
    }

    abort(message = ""): void {
        const condition = `Rollout aborted update to revision ${String(this.revision)}${message === "" ? "" : `: ${message}`}`;
        this.write({
            abort: true,
            abortedAt: "2026-03-01T23:09:51Z",
            phase: "Degraded",
            message: `RolloutAborted: ${condition}`,
            currentStepIndex: 0,
            pauseConditions: undefined,
            controllerPause: undefined,
            conditions: [{ type: "Progressing", status: "False", reason: "RolloutAborted", message: condition }],
        });
    }

    /** Returns the canary Service and the weight to stable, and removes the pods, as the controller does after an abort. */
    returnTraffic(): void {
        if (!this.keepsAbortedPods && this.hash !== this.status["stableRS"]) {
            this.available(this.hash, 0);
        }
        this.writeService("canary", String(this.status["stableRS"]));
        this.writeIngresses(0);
        this.write({ canary: { weights: { canary: { weight: 0 } } } });
    }

    /** The end of a good rollout, as the controller writes it: Healthy first, traffic a moment later. */
    promote(): void {
        this.available(this.hash);
        this.write({
            stableRS: this.hash,
            currentStepIndex: this.steps.length,
            phase: "Healthy",
            message: "",
            pauseConditions: undefined,
            controllerPause: undefined,
        });
        this.settle();
    }

    settle(): void {
        this.writeService("stable", String(this.status["stableRS"]));
        this.writeService("canary", String(this.status["stableRS"]));
        if (this.revision > 1) {
            this.writeIngresses(0);
        }
        this.write({ canary: { weights: { canary: { weight: 0 } } } });
    }

    /** A stable first version. */
    deployFirst(image = "localhost/ops-hardening-demo:v1"): void {
        this.declare(image);
        this.observe();
        this.promote();
    }

    private readonly patched: StatusPatched = ({ status, metadata }, patch) => {
        if (metadata.name !== this.name) {
            return;
        }
        this.status = structuredClone(status) as Status;
        this.managedFields = metadata["managedFields"] as unknown[];
        const part = (patch["status"] ?? {}) as Status;
        this.patches.push(part);
        this.onPatch(part);
    };

    private writeRollout(): void {
        const { replicas, paused, image, steps, status, generation, managedFields } = this;
        const { stableIngresses, maxTrafficWeight, strategy, podLabels, otherSpec } = this;
        const { progressDeadlineSeconds, rollbackWindow } = this;
        const limits = { progressDeadlineSeconds, rollbackWindow };
        const routing = { stableIngresses, maxTrafficWeight };
        const spec = { replicas, paused, image, steps, ...routing, ...limits, strategy, podLabels, otherSpec };
        const metadata = {
            generation,
            annotations: { [revisionAnnotation]: String(this.revision) },
            ...(managedFields.length === 0 ? {} : { managedFields }),
        };
        this.store.put(this.paths.rollouts, rolloutObject(this, { metadata, ...spec, status }));
    }
}
