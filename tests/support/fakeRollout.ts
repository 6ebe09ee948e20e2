import { pathsOf } from "../../components/rolloutGate/cluster";
import type { FakeApiServer, FakeObject } from "./fakeApiServer";

const hashLabel = "rollouts-pod-template-hash";
const revisionAnnotation = "rollout.argoproj.io/revision";

/** What a step of the fake's controller writes into the Rollout's status. */
type Status = Record<string, unknown>;

/** Where a fake writes its objects: a {@link FakeApiServer}, or a plain recorder in unit tests. */
export type Store = Pick<FakeApiServer, "put" | "remove">;

/**
 * Plays a user and the Argo Rollouts controller on a fake API server: the article's rollout, written in the order in
 * which the real controller writes (Ingress, then status).
 */
export class FakeRollout {
    readonly namespace = "demo";
    readonly name = "ops-hardening-demo";
    readonly uid = "0b0f1a2e-0000-4000-8000-000000000001";
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
    replicas = 2;
    generation = 0;
    revision = 0;
    hash = "";
    status: Status = {};
    private image = "";
    private paused = false;
    private readonly hashes = new Map<string, string>();
    private run: FakeObject | undefined;

    constructor(private readonly server: Store) {}

    get paths() {
        return pathsOf(this.namespace);
    }

    /** The user changes the image: a new generation, which nobody has seen yet. */
    declare(image: string): void {
        this.image = image;
        this.generation += 1;
        this.writeRollout();
    }

    pauseByHand(paused: boolean): void {
        this.paused = paused;
        this.generation += 1;
        this.writeRollout();
    }

    /** The controller sees the generation: a ReplicaSet, the revision, the first step. */
    observe(status: Status = {}): void {
        const known = this.hashes.get(this.image);
        this.hash = known ?? `hash${String(this.hashes.size + 1)}`;
        this.hashes.set(this.image, this.hash);
        this.revision += 1;
        this.writeReplicaSet(this.hash, this.image, 0, known !== undefined);
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
        this.writeIngress(weight);
        this.write({ canary: { weights: { canary: { weight } } }, currentStepIndex: step, phase: "Progressing" });
    }

    pause(step: number, reason = "CanaryPauseStep"): void {
        this.write({
            currentStepIndex: step,
            phase: "Paused",
            message: reason,
            pauseConditions: [{ reason, startTime: new Date().toISOString() }],
            controllerPause: true,
        });
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
        const conditions: Record<string, string> = {
            "p99-latency": "result[0] < 500",
            "success-rate": "result[0] >= 95",
        };
        this.run = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AnalysisRun",
            metadata: {
                name: `${this.name}-${this.hash}-${String(this.revision)}`,
                creationTimestamp: "2026-03-01T06:02:46Z",
                labels: { [hashLabel]: this.hash, "rollout-type": "Background" },
                annotations: { [revisionAnnotation]: String(this.revision) },
                ownerReferences: [{ kind: "Rollout", name: this.name, uid: this.uid }],
            },
            spec: {
                metrics: Object.entries(conditions).map(([name, successCondition]) => ({ name, successCondition })),
            },
            status: {
                phase,
                metricResults: Object.entries(values).map(([name, measured]) => ({
                    name,
                    phase: metricPhases[name] ?? "Running",
                    count: measured.length,
                    measurements: measured.map((value, index) => ({
                        phase: value.endsWith("!") ? "Failed" : "Successful",
                        value: `[${value.replace("!", "")}]`,
                        finishedAt: `2026-03-01T06:03:${String(16 + index).padStart(2, "0")}Z`,
                    })),
                })),
            },
        };
        this.server.put(this.paths.analysisRuns, this.run);
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

    /** What the controller does after an abort: canary Service and weight back. */
    returnTraffic(): void {
        this.writeService("canary", String(this.status["stableRS"]));
        this.writeIngress(0);
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
            this.writeIngress(0);
        }
        this.write({ canary: { weights: { canary: { weight: 0 } } } });
    }

    /** A stable first version. */
    deployFirst(image = "localhost/ops-hardening-demo:v1"): void {
        this.declare(image);
        this.observe();
        this.promote();
    }

    writeIngress(weight: number): void {
        this.server.put(this.paths.ingresses, {
            metadata: {
                name: `${this.name}-${this.name}-canary`,
                annotations: {
                    "nginx.ingress.kubernetes.io/canary": "true",
                    "nginx.ingress.kubernetes.io/canary-weight": String(weight),
                },
            },
        });
    }

    writeService(role: "stable" | "canary", hash: string): void {
        this.server.put(this.paths.services, {
            metadata: { name: `${this.name}-${role}` },
            spec: { selector: { app: this.name, [hashLabel]: hash } },
        });
    }

    available(hash: string, count = this.replicas): void {
        const image = [...this.hashes].find(([, candidate]) => candidate === hash)?.[0] ?? "";
        this.writeReplicaSet(hash, image, count, false);
    }

    private readonly reused = new Set<string>();

    private writeReplicaSet(hash: string, image: string, available: number, reused: boolean): void {
        if (reused) {
            this.reused.add(hash);
        }
        this.server.put(this.paths.replicaSets, {
            metadata: {
                name: `${this.name}-${hash}`,
                labels: { [hashLabel]: hash },
                annotations: this.reused.has(hash) ? { "rollout.argoproj.io/revision-history": "1" } : {},
                ownerReferences: [{ kind: "Rollout", name: this.name, uid: this.uid }],
            },
            spec: { replicas: available, template: this.template(image) },
            status: { availableReplicas: available },
        });
    }

    private template(image: string) {
        return { metadata: { labels: { app: this.name } }, spec: { containers: [{ name: "app", image }] } };
    }

    private writeRollout(): void {
        this.server.put(this.paths.rollouts, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Rollout",
            metadata: {
                name: this.name,
                uid: this.uid,
                generation: this.generation,
                annotations: { [revisionAnnotation]: String(this.revision) },
            },
            spec: {
                replicas: this.replicas,
                ...(this.paused ? { paused: true } : {}),
                template: this.template(this.image),
                strategy: {
                    canary: {
                        canaryService: `${this.name}-canary`,
                        stableService: `${this.name}-stable`,
                        trafficRouting: { nginx: { stableIngress: this.name } },
                        analysis: { templates: [{ templateName: "ops-hardening-analysis" }], startingStep: 1 },
                        steps: this.steps,
                    },
                },
            },
            status: this.status,
        });
    }
}
