import assert from "node:assert/strict";
import type { Decision } from "../../../../../components/src/gate/decision/types";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { describePromotion } from "../../../../../components/src/gate/report/decision";
import { describeFindings, describeWait } from "../../../../../components/src/gate/report/finding";
import { Simulation } from "../../../../support/simulation/simulation";

/** A rule: a situation and its decision; one line of docs/reference/gate-decision-table.md. */
export interface Row {
    /** The situation in words. */
    readonly name: string;
    /** Differences from the defaults of {@link Simulation}. */
    readonly policy?: Partial<GatePolicy>;
    readonly previous?: Previous;
    /** Runs before the gate's first look. @default a stable v1, and v2 declared */
    readonly before?: (simulation: Simulation) => void;
    /** The events while the gate watches. */
    readonly play: (simulation: Simulation) => void;
    /** The time that passes after them, in seconds. @default 0 */
    readonly seconds?: number;
    readonly gap?: boolean;
    /** The decision at the end of that time: the action, or else the reason to wait. */
    readonly expect: string;
    /** Every write sent until then, in words. @default nothing before that decision */
    readonly sent?: readonly string[];
    /** A note accompanies the decision and asks the user to act. */
    readonly noted?: true;
}

/** Rows that belong together. */
export interface Group {
    readonly title: string;
    readonly rows: readonly Row[];
}

/** Describes a decision, so that a row reads as a rule. */
function inWords(decision: Decision): string {
    switch (decision.kind) {
        case "wait":
            return `wait: ${describeWait(decision.reason)}`;
        case "measure":
            return `measure the requests of step ${String(decision.stepIndex)}`;
        case "forecast":
            return "forecast what the pauses can show";
        case "judge":
            return "judge the answers of both versions";
        case "drain":
            return `measure the requests of the ${decision.podHash === undefined ? "aborted" : "replaced"} version`;
        case "review":
            return "review the steps that ran before the gate watched";
        case "confirm":
            return "confirm: read the objects of the traffic";
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

/** Describes the writes of a row: the kind and the patch of the status. */
export function sentInWords({ sent }: Simulation): string[] {
    return sent.map(
        ({ write, patch, applied }) => `${write.kind} ${JSON.stringify(patch.status)}${applied ? "" : ": conflict"}`,
    );
}

/** Plays a row to its end. */
export function run(row: Row): Simulation {
    const simulation = new Simulation(row.policy, row.previous);
    const { before = declareSecond, play, seconds = 0, gap } = row;
    before(simulation);
    simulation.watch(gap);
    play(simulation);
    simulation.pass(seconds);
    return simulation;
}

/** Returns the last action of a simulation, or else its reason to wait. */
function lastDecision({ decisions }: Simulation): string {
    const decision = decisions.findLast(({ kind }) => kind !== "wait") ?? decisions.at(-1);
    assert.ok(decision, "nothing was decided");
    return inWords(decision);
}

/** Declares v2 over a stable v1; no controller has seen it yet. */
export function declareSecond({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** Declares a test per row. */
export function testRows(rows: readonly Row[]): void {
    for (const row of rows) {
        it(`${row.name} -> ${row.expect}`, () => {
            const simulation = run(row);
            assert.equal(lastDecision(simulation), row.expect);
            const sent = sentInWords(simulation);
            const last = simulation.decisions.filter(({ kind }) => kind === "write").length;
            assert.deepEqual(sent, row.sent ?? sent.slice(sent.length - last));
            if (row.noted) {
                assert.notEqual([...simulation.notes].at(-1), "");
            }
        });
    }
}
