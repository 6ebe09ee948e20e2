import type { RolloutHistory } from "../../gate/history/history";
import { tickMs } from "../../gate/model/gracePeriods";
import { defaults } from "../../gate/model/inputs";
import type { Observation } from "../../gate/observation/observe";
import { progressReporter } from "../../gate/report/progressReporter";
import { type Print, printJson } from "../output";
import { panelOf } from "./panel";
import { viewOf } from "./rolloutView";

/** The output of a followed rollout. Times are in milliseconds. */
export interface Display {
    /** Records an observation. */
    see(o: Observation, history: RolloutHistory, now: number): void;
    /** Shows a note, once. */
    note(text: string, now: number): void;
    /** Shows what is due; `last`: nothing follows. */
    show(now: number, last: boolean): void;
    /** Returns the time until something is due. */
    dueIn(now: number): number;
}

/** Creates a display of the gate's own lines. */
export function linesDisplay(print: Print, startedAt: number): Display {
    const reporter = progressReporter(print, defaults.heartbeatSeconds, startedAt);
    return {
        see: (o, _history, now) => {
            reporter.see(o, now);
        },
        note: (text, now) => {
            reporter.note(text, now);
        },
        show: (now, last) => {
            reporter.flush(now, last, "the cluster has not answered yet");
        },
        dueIn: (now) => reporter.dueIn(now),
    };
}

/** Creates a display of events, one a line: the view of a rollout whenever it changes, and notes. */
export function jsonDisplay(print: Print): Display {
    let shown = "";
    return {
        see: (o, history, now) => {
            const view = viewOf(o, history, now);
            const key = JSON.stringify({ ...view, at: undefined });
            if (key !== shown) {
                shown = key;
                printJson(print, { event: "rollout", ...view });
            }
        },
        note: (text, now) => {
            printJson(print, { event: "note", at: new Date(now).toISOString(), text });
        },
        show: () => undefined,
        dueIn: () => tickMs,
    };
}

/** A terminal to draw on. */
export interface Terminal {
    readonly columns: number;
    readonly rows: number;
    write(text: string): void;
}

/** Lines of the event list. */
const mostEvents = 6;

/** Creates a display that draws the rollout over itself, with the last lines of the gate's log below. */
export function terminalDisplay(terminal: Terminal, startedAt: number): Display {
    let events: readonly string[] = [];
    const lines = linesDisplay((line) => {
        events = [...events, line].slice(-mostEvents);
    }, startedAt);
    let seen: { readonly o: Observation; readonly history: RolloutHistory } | undefined;
    let drawn = 0;

    function draw(now: number): void {
        const panel = seen === undefined ? ["waiting for the cluster"] : panelOf(viewOf(seen.o, seen.history, now));
        const all = [...panel, "", ...events].slice(0, terminal.rows - 1);
        const text = all.map((line) => `${cut(line, terminal.columns)}\n`).join("");
        // Up over the last drawing, and clear everything below.
        terminal.write(`${drawn === 0 ? "" : `\u001b[${drawn}A`}\r\u001b[J${text}`);
        drawn = all.length;
    }

    return {
        ...lines,
        see: (o, history, now) => {
            seen = { o, history };
            lines.see(o, history, now);
        },
        show: (now, last) => {
            lines.show(now, last);
            draw(now);
        },
    };
}

function cut(line: string, columns: number): string {
    const characters = Array.from(line);
    return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
}
