import assert from "node:assert/strict";
import { historyAtStart, type Action } from "../../../components/src/gate/drive/act";
import { decide } from "../../../components/src/gate/decision/decide";
import type { Decision, Write } from "../../../components/src/gate/decision/types";
import { defaults, type GatePolicy } from "../../../components/src/gate/model/inputs";
import {
    emptyHistory,
    withObservation,
    withTime,
    type RolloutHistory,
} from "../../../components/src/gate/history/history";
import {
    withConfirmation,
    withDrainResult,
    withLook,
    withReview,
    withShareResult,
} from "../../../components/src/gate/history/updates";
import type { Previous } from "../../../components/src/gate/model/previous";
import { observe, type Observation } from "../../../components/src/gate/observation/observe";
import { misrouted } from "../../../components/src/gate/observation/routedWeight";
import { snapshotOf } from "../../../components/src/gate/traffic/answers";
import type { Answers } from "../../../components/src/gate/model/answers";
import type { Look } from "../../../components/src/gate/history/judgement";
import { forecastOf, lowPower } from "../../../components/src/gate/judge/forecast";
import { type Review, unprovenBy } from "../../../components/src/gate/history/review";
import { unprovable } from "../../../components/src/gate/history/unwatched";
import type { DrainResult } from "../../../components/src/gate/history/drain";
import type { ShareResult } from "../../../components/src/gate/history/pauses";
import { gracePeriodsFor, type GracePeriods } from "../../../components/src/gate/model/gracePeriods";
import { patchOf } from "../../../components/src/gate/decision/writes";
import type { StatusPatch } from "../../../components/src/gate/cluster/cluster";
import { evaluateShare } from "../../../components/src/gate/traffic/share";
import type { CountProblem } from "../../../components/src/gate/model/finding";
import { noteOfWait } from "../../../components/src/gate/report/decision";
import { FakeCluster } from "../rollout/fakeCluster";

const noEvents = { kind: "noRevisionEvent", revision: 2 } as const;

function noAnswer(message: string): CountProblem {
    return { kind: "noAnswer", message };
}

/** A write of the gate and the state that it was decided on. */
export interface SentWrite {
    readonly write: Write;
    readonly patch: StatusPatch;
    readonly observation: Observation;
    readonly history: RolloutHistory;
    /** The cluster has applied it, whatever answer the gate received. */
    readonly applied: boolean;
}

/** The cluster's answer to a patch; `lost`: the patch is applied, but the gate gets no answer. */
type Answer = "applied" | "conflict" | "lost";

/**
 * The gate's decisions without `drive`: a rollout on no server, a fake clock, and decisions that are carried out at
 * once.
 */
export class Simulation {
    readonly cluster = new FakeCluster();
    readonly rollout = this.cluster.rollout;
    readonly policy: GatePolicy;
    readonly gracePeriods: GracePeriods;
    history: RolloutHistory;
    now = Date.parse("2026-03-01T06:00:00Z");
    /** The decisions of the last look, in order. */
    decisions: Decision[] = [];
    /** Every note that accompanied a decision to wait. */
    readonly notes = new Set<string>();
    readonly sent: SentWrite[] = [];
    /** The times at which the gate requested the AnalysisRun of a first deploy. */
    readonly verifiedAt: number[] = [];
    /** True when the API server has other objects than the watch has delivered: the traffic is right. */
    watchIsLate = false;
    requestsPerSecond = 40;
    /** The bound of the histogram's highest bucket, in milliseconds. */
    highestBucket = Infinity;
    /** The canary's actual share of the requests, in percent. @default the pause's weight */
    canaryPercent: number | undefined;
    prometheusAnswers = true;
    /** The reason why the answers cannot be read, although the requests can be counted. @default they can */
    answersProblem: CountProblem | undefined;
    /** The share of 5xx among each version's answers, in percent. */
    errorPercent = { new: 0, stable: 0 };
    private served = { at: 0, new: { all: 0, bad: 0 }, stable: { all: 0, bad: 0 } };
    /** The requests of an aborted version, by its counters. */
    drain: DrainResult = { kind: "stopped" };
    /** The result of a look back at steps that ran before the gate. @default no Events, and so no proof */
    reviewed: Review | undefined;
    /** False when the API server, through which Prometheus is queried, does not answer. */
    apiServerAnswers = true;
    /** The answers to the next patches; later ones are applied. */
    answers: Answer[] = [];
    /** Plays the controller whenever time passes. @default no action */
    controller: (simulation: Simulation) => void = () => undefined;
    observation: Observation | undefined;
    private watching = false;
    private gap = false;

    constructor(policy: Partial<GatePolicy> = {}, previous?: Previous) {
        this.policy = { ...defaults, timeoutSeconds: 1800, ...policy };
        this.gracePeriods = gracePeriodsFor(this.policy.timeoutSeconds);
        this.history = emptyHistory(this.now, previous);
        this.rollout.now = () => new Date(this.now);
        this.cluster.onChange(() => {
            this.see();
        });
    }

    /** Starts the gate's watch; `gap`: the watch was interrupted, and may have missed weights. */
    watch(gap = false): void {
        this.gap = gap;
        this.watching = true;
        this.history = emptyHistory(this.now, this.history.previous);
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
            this.observation = observe(this.cluster.snapshot(), "demo", this.now);
            const history = this.gap ? { ...this.history, gap: true } : this.history;
            this.history = withObservation(history, this.observation, this.now);
        }
    }

    /** Decides, and carries out what was decided, until nothing is left but to wait. */
    private look(): void {
        if (this.ended) {
            return;
        }
        this.decisions = [];
        this.history = withTime(this.history, this.observation, this.now);
        for (;;) {
            const { history, observation } = this;
            const decision = decide({
                observation,
                history,
                policy: this.policy,
                gracePeriods: this.gracePeriods,
                now: this.now,
            });
            this.decisions.push(decision);
            assert.ok(this.decisions.length < 10, `one look has no end: ${JSON.stringify(this.decisions)}`);
            if (decision.kind === "wait") {
                this.notes.add(
                    noteOfWait(decision.reason, { namespace: "demo", rolloutName: this.rollout.name }) ?? "",
                );
                return;
            }
            if (decision.kind === "succeed" || decision.kind === "fail") {
                return;
            }
            assert.ok(observation, `nothing is there for ${JSON.stringify(decision)}`);
            this.history = historyAtStart(history, decision, observation, this.now);
            this.carryOut(decision, observation, history);
        }
    }

    private carryOut(action: Action, observation: Observation, before: RolloutHistory): void {
        if (action.kind === "confirm") {
            const live = observe(this.cluster.snapshot(), "demo", this.now);
            const found = live !== undefined && misrouted(live).length > 0;
            this.history = withConfirmation(this.history, found && !this.watchIsLate, this.now);
        } else if (action.kind === "verify") {
            this.verifiedAt.push(this.now);
        } else if (action.kind === "drain") {
            this.history = withDrainResult(this.history, this.drain, this.now);
        } else if (action.kind === "review") {
            const result = this.reviewed ?? unprovenBy(unprovable(observation, this.policy) ?? noEvents);
            this.history = withReview(this.history, result, this.now);
        } else if (action.kind === "forecast") {
            const forecast = forecastOf(action.pauses, this.requestsPerSecond, action.judge);
            this.history = {
                ...this.history,
                power: { forecast, findings: lowPower(forecast, action.judge), at: this.now },
            };
        } else if (action.kind === "judge") {
            const { latencyMetric: metric, latencyBound: threshold } = action.judge;
            const look = this.countAnswers();
            const highest = this.highestBucket;
            const blind = { kind: "highestBucket", metric, highest, threshold } as const;
            const seen = look.kind === "counted" && highest < threshold ? { ...look, blind } : look;
            this.history = withLook(this.history, seen);
        } else if (action.kind === "measure") {
            const shareResult = this.measure(action);
            this.history = withShareResult(this.history, action.stepIndex, shareResult, this.now);
        } else {
            const { write } = action;
            const patch = patchOf(write, observation);
            const planned = this.answers.shift() ?? "applied";
            if (planned === "conflict") {
                // Another client writes just before.
                this.rollout.write({});
            }
            const applied = this.cluster.patchStatus(patch) === "applied";
            this.sent.push({ write, patch, observation, history: before, applied });
            const { sent } = this.history;
            this.history = { ...this.history, sent: sent && { ...sent, applied: applied && planned !== "lost" } };
        }
    }

    /** The counters of one pod of each version, grown since the last look. */
    private countAnswers(): Look {
        if (!this.prometheusAnswers) {
            return { kind: "unknown", problem: noAnswer("Prometheus does not answer") };
        }
        if (this.answersProblem !== undefined) {
            return { kind: "unknown", problem: this.answersProblem };
        }
        const { served, history } = this;
        const seconds = served.at === 0 ? 0 : (this.now - served.at) / 1000;
        const part = (this.canaryPercent ?? history.weights.at(-1)?.weight ?? 0) / 100;
        const grown = (version: "new" | "stable", share: number) => {
            const all = this.requestsPerSecond * seconds * share;
            const before = served[version];
            return { all: before.all + all, bad: before.bad + (all * this.errorPercent[version]) / 100 };
        };
        this.served = { at: this.now, new: grown("new", part), stable: grown("stable", 1 - part) };
        const series = (hash: string, status: string, value: number) => ({
            labels: { pod: hash, rollouts_pod_template_hash: hash, status_code: status },
            samples: [{ at: this.now, value: Math.round(value) }],
        });
        const of = (hash: string, { all, bad }: Answers) => [series(hash, "200", all - bad), series(hash, "503", bad)];
        const requests = [
            ...of(history.podHash ?? "", this.served.new),
            ...of(history.firstStableHash, this.served.stable),
        ];
        const { judge } = this.policy;
        assert.ok(judge);
        const snapshot = snapshotOf({ requests, scrapes: [], latencies: [], fast: [] }, judge);
        return { kind: "counted", snapshot, unreadable: {} };
    }

    private measure({ stepIndex, from, until }: Extract<Action, { kind: "measure" }>): ShareResult {
        if (!this.apiServerAnswers) {
            return { kind: "unknown", problem: noAnswer("cannot reach the cluster"), since: this.now, unasked: true };
        }
        if (!this.prometheusAnswers) {
            return { kind: "unknown", problem: noAnswer("Prometheus does not answer"), since: this.now };
        }
        const { weight = 0, routing } = this.history.pauses.find((pause) => pause.stepIndex === stepIndex) ?? {};
        const total = Math.floor((this.requestsPerSecond * (until - from)) / 1000);
        const canary = Math.round((total * (this.canaryPercent ?? weight)) / 100);
        return evaluateShare({
            canary,
            stable: total - canary,
            variance: 0,
            weight,
            minRequests: this.policy.minRequests,
            shares: 4,
            split: routing?.split ?? "random",
        });
    }
}
