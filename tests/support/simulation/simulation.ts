import assert from "node:assert/strict";
import { rememberBegin, type Action } from "../../../components/src/gate/drive/act";
import { decide } from "../../../components/src/gate/decision/decide";
import type { Decision, Write } from "../../../components/src/gate/decision/types";
import { defaults } from "../../../components/src/gate/model/inputs";
import { emptyMemory, remember, type Memory, withVerdict } from "../../../components/src/gate/history/history";
import type { Previous } from "../../../components/src/gate/model/outcome";
import { observe, type Observation } from "../../../components/src/gate/observation/observe";
import type { PauseVerdict } from "../../../components/src/gate/history/pauses";
import { patienceOf, type GatePolicy, type Patience } from "../../../components/src/gate/model/policy";
import { patchOf } from "../../../components/src/gate/decision/writes";
import type { StatusPatch } from "../../../components/src/gate/cluster/cluster";
import { judgeShare } from "../../../components/src/gate/traffic/share";
import { FakeWorld } from "../fakeWorld";

/** A write of the gate, and what it was decided on. */
export interface SentWrite {
    readonly write: Write;
    readonly patch: StatusPatch;
    readonly observation: Observation;
    readonly memory: Memory;
    /** Whether it was carried out, whatever the gate has heard. */
    readonly applied: boolean;
}

/** What the cluster does with a patch: `lost` carries it out, but what comes back says that it did not. */
type Answer = "applied" | "conflict" | "lost";

/**
 * The gate without its shell: a rollout on no server, a clock that stands still, and the gate's decisions carried out
 * at once. What the gate does by itself is `drive`'s; what it decides is all here.
 */
export class Simulation {
    readonly world = new FakeWorld();
    readonly rollout = this.world.rollout;
    readonly policy: GatePolicy;
    readonly patience: Patience;
    memory: Memory;
    now = Date.parse("2026-03-01T06:00:00Z");
    /** Everything that was decided at the last look, in this order. */
    decisions: Decision[] = [];
    /** Every note that the gate has said beside a decision to wait. */
    readonly notes = new Set<string>();
    readonly sent: SentWrite[] = [];
    /** When the gate asked for the AnalysisRun of a first deploy. */
    readonly verifiedAt: number[] = [];
    requestsPerSecond = 40;
    /** The part of the requests that the canary really gets, in percent. @default the pause's weight */
    canaryPercent: number | undefined;
    prometheusAnswers = true;
    /** Whether the API server answers, through which Prometheus is asked. */
    apiServerAnswers = true;
    /** What comes back for the next patches; then all are applied. */
    answers: Answer[] = [];
    /** Plays the controller whenever time passes. @default nobody does anything */
    controller: (simulation: Simulation) => void = () => undefined;
    observation: Observation | undefined;
    private watching = false;
    private gap = false;

    constructor(policy: Partial<GatePolicy> = {}, previous?: Previous) {
        this.policy = { ...defaults, timeoutSeconds: 1800, ...policy };
        this.patience = patienceOf(this.policy.timeoutSeconds);
        this.memory = emptyMemory(this.now, previous);
        this.rollout.now = () => new Date(this.now);
        this.world.onChange(() => {
            this.see();
        });
    }

    /** The gate begins to watch; `gap`: it was away for a moment, and may have missed weights. */
    watch(gap = false): void {
        this.gap = gap;
        this.watching = true;
        this.memory = emptyMemory(this.now, this.memory.previous);
        this.see();
    }

    /** The last decision, which is the end once there is one. */
    get decision(): Decision | undefined {
        return this.decisions.at(-1);
    }

    get ended(): boolean {
        return this.decision?.kind === "succeed" || this.decision?.kind === "fail";
    }

    /** Lets time pass, with a look at the beginning and after every second, as the gate has them. */
    pass(seconds: number): void {
        const end = this.now + seconds * 1000;
        this.look();
        while (this.now < end && !this.ended) {
            this.now = Math.min(end, this.now + 1_000);
            this.controller(this);
            this.look();
        }
        this.now = end;
    }

    private see(): void {
        if (this.watching) {
            this.observation = observe(this.world.world(), "demo", this.now);
            const memory = this.gap ? { ...this.memory, gap: true } : this.memory;
            this.memory = remember(memory, this.observation, this.now);
        }
    }

    /** Decides, and carries out what was decided, until nothing is left but to wait. */
    private look(): void {
        if (this.ended) {
            return;
        }
        this.decisions = [];
        for (;;) {
            const { memory, observation } = this;
            const decision = decide(observation, memory, this.policy, this.patience, this.now);
            this.decisions.push(decision);
            assert.ok(this.decisions.length < 10, `one look has no end: ${JSON.stringify(this.decisions)}`);
            if (decision.kind === "wait") {
                this.notes.add(decision.note ?? "");
                return;
            }
            if (decision.kind === "succeed" || decision.kind === "fail") {
                return;
            }
            assert.ok(observation, `nothing is there for ${JSON.stringify(decision)}`);
            this.memory = rememberBegin(memory, decision, observation, this.now);
            this.carryOut(decision, observation, memory);
        }
    }

    private carryOut(action: Action, observation: Observation, before: Memory): void {
        if (action.kind === "verify") {
            this.verifiedAt.push(this.now);
        } else if (action.kind === "measure") {
            const verdict = this.measure(action);
            this.memory = withVerdict(this.memory, action.stepIndex, verdict, this.now);
        } else {
            const { write } = action;
            const patch = patchOf(write, observation);
            const planned = this.answers.shift() ?? "applied";
            if (planned === "conflict") {
                // Somebody else writes a moment earlier.
                this.rollout.write({});
            }
            const applied = this.world.patchStatus(patch) === "applied";
            this.sent.push({ write, patch, observation, memory: before, applied });
            const { sent } = this.memory;
            this.memory = { ...this.memory, sent: sent && { ...sent, applied: applied && planned !== "lost" } };
        }
    }

    private measure({ stepIndex, from, until }: Extract<Action, { kind: "measure" }>): PauseVerdict {
        if (!this.apiServerAnswers) {
            return { kind: "unknown", why: "cannot reach the cluster", since: this.now, unasked: true };
        }
        if (!this.prometheusAnswers) {
            return { kind: "unknown", why: "Prometheus does not answer", since: this.now };
        }
        const weight = this.memory.pauses.find((pause) => pause.stepIndex === stepIndex)?.weight ?? 0;
        const total = Math.floor((this.requestsPerSecond * (until - from)) / 1000);
        const canary = Math.round((total * (this.canaryPercent ?? weight)) / 100);
        return judgeShare({
            canary,
            stable: total - canary,
            variance: 0,
            weight,
            minRequests: this.policy.minRequests,
        });
    }
}
