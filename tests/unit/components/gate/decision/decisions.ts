import assert from "node:assert/strict";
import type { Decision } from "../../../../../components/src/gate/decision/types";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Finding } from "../../../../../components/src/gate/model/finding";
import { describePromotion } from "../../../../../components/src/gate/report/decision";
import { describeFindings, describeWait } from "../../../../../components/src/gate/report/finding";
import { Simulation } from "../../../../support/simulation/simulation";

/** A rule: a situation, and what is decided then. docs/decisions.md has one line of each. */
export interface Row {
    /** The situation in words. */
    readonly name: string;
    /** What differs from the defaults of {@link Simulation}. */
    readonly policy?: Partial<GatePolicy>;
    readonly previous?: Previous;
    /** Before the gate looks for the first time. @default a stable v1, and v2 declared */
    readonly before?: (simulation: Simulation) => void;
    /** What happens while the gate watches. */
    readonly play: (simulation: Simulation) => void;
    /** How long it lasts then, in seconds. @default 0 */
    readonly lasts?: number;
    readonly gap?: boolean;
    /** The decision at the end of that: what is done, or else what is waited for. */
    readonly expect: string;
    /** Everything that was sent until then, in words; left out, nothing was sent before that decision. */
    readonly sent?: readonly string[];
    /** The note that the user sees beside it. */
    readonly note?: RegExp;
}

/** Findings that say no more than these texts. */
export function recorded(...texts: string[]): Finding[] {
    return texts.map((text) => ({ kind: "recorded", text }));
}

/** Rows that belong together. */
export interface Group {
    readonly title: string;
    readonly rows: readonly Row[];
}

/** A decision in words, so that a row reads as a rule. */
export function inWords(decision: Decision): string {
    switch (decision.kind) {
        case "wait":
            return `wait: ${describeWait(decision.reason)}`;
        case "measure":
            return `measure the requests of step ${String(decision.stepIndex)}`;
        case "verify":
            return "verify: start the analysis of a first deploy";
        case "write": {
            const { write } = decision;
            return write.kind === "retry"
                ? "retry the aborted version"
                : write.kind === "promote"
                  ? `promote: ${describePromotion(write)}`
                  : `abort ${write.code}: ${describeFindings(write.findings)}`;
        }
        case "succeed":
            return `succeed ${decision.outcome}`;
        case "fail": {
            const details = decision.findings.length === 0 ? "" : `: ${describeFindings(decision.findings)}`;
            return `fail ${decision.code} (${decision.outcome})${details}`;
        }
    }
}

/** What a row sends, in words: the write's kind and its patch of the status. */
export function sentInWords({ sent }: Simulation): string[] {
    return sent.map(
        ({ write, patch, applied }) => `${write.kind} ${JSON.stringify(patch.status)}${applied ? "" : ": conflict"}`,
    );
}

/** Plays a row to its end. */
export function run(row: Row): Simulation {
    const simulation = new Simulation(row.policy, row.previous);
    const { before = declareSecond, play, lasts = 0, gap } = row;
    before(simulation);
    simulation.watch(gap);
    play(simulation);
    simulation.pass(lasts);
    return simulation;
}

/** What a simulation did at its last look, or else waits for. */
export function lastDecision({ decisions }: Simulation): string {
    const decision = decisions.findLast(({ kind }) => kind !== "wait") ?? decisions.at(-1);
    assert.ok(decision, "nothing was decided");
    return inWords(decision);
}

/** A stable v1, and v2 declared, which no controller has seen yet. */
export function declareSecond({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** A test per row. */
export function testRows(rows: readonly Row[]): void {
    for (const row of rows) {
        it(`${row.name} -> ${row.expect}`, () => {
            const simulation = run(row);
            assert.equal(lastDecision(simulation), row.expect);
            const sent = sentInWords(simulation);
            const last = simulation.decisions.filter(({ kind }) => kind === "write").length;
            assert.deepEqual(sent, row.sent ?? sent.slice(sent.length - last));
            if (row.note !== undefined) {
                assert.match([...simulation.notes].join("\n"), row.note);
            }
        });
    }
}
