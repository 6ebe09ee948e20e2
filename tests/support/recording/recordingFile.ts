import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { mergePatch } from "../apiServer/mergePatch";
import type { RecordedEvent, RecordedObject, Recording } from "./recording";

/** Folder of the recordings, one file per scenario. */
const folder = join(__dirname, "../../fixtures/streams");

/** The names of the recorded scenarios. */
export function recordedScenarios(): string[] {
    return (existsSync(folder) ? readdirSync(folder) : [])
        .filter((file) => file.endsWith(".json"))
        .map((file) => basename(file, ".json"))
        .sort();
}

export function readRecording(scenario: string): Recording {
    const recording = JSON.parse(readFileSync(fileOf(scenario), "utf8")) as Recording;
    return { ...recording, events: unpacked(recording.events) };
}

/** Writes a recording; returns its size in bytes. */
export function writeRecording(recording: Recording): number {
    const text = textOf(recording);
    mkdirSync(folder, { recursive: true });
    writeFileSync(fileOf(recording.scenario), text);
    return text.length;
}

function fileOf(scenario: string): string {
    return join(folder, `${scenario}.json`);
}

/** JSON with one line per event, action and decision, for small diffs. */
export function textOf(recording: Recording): string {
    const fields = Object.entries({ ...recording, events: packed(recording.events) }).map(([key, value]) => {
        const lines = Array.isArray(value) && key !== "looks" ? (value as unknown[]) : undefined;
        const text =
            lines === undefined
                ? JSON.stringify(value)
                : `[\n${lines.map((line) => `    ${JSON.stringify(line)}`).join(",\n")}\n  ]`;
        return `  ${JSON.stringify(key)}: ${text}`;
    });
    return `{\n${fields.join(",\n")}\n}\n`;
}

/**
 * Replaces the object of MODIFIED and DELETED events with its changes, as a JSON merge patch (RFC 7386) with
 * metadata.name: whole objects would make the file ten times as large.
 */
export function packed(events: readonly RecordedEvent[]): RecordedEvent[] {
    return throughStates(events, (now, before) => {
        const patch = (difference(before, now) ?? {}) as Partial<RecordedObject>;
        return { file: { ...patch, metadata: { ...patch.metadata, name: now.metadata.name } }, now };
    });
}

export function unpacked(events: readonly RecordedEvent[]): RecordedEvent[] {
    return throughStates(events, (patch, before) => {
        const now = mergePatch(before, patch) as RecordedObject;
        return { file: now, now };
    });
}

/** Replaces the object of every MODIFIED and DELETED event, given its previous state. */
function throughStates(
    events: readonly RecordedEvent[],
    replace: (object: RecordedObject, before: RecordedObject) => { file: RecordedObject; now: RecordedObject },
): RecordedEvent[] {
    const states = new Map<string, RecordedObject>();
    return events.map((event) => {
        const keyOf = ({ metadata }: RecordedObject) => `${event.collection}/${metadata.name}`;
        if (event.type === "TROUBLE" || event.type === "RECOVER") {
            return event;
        }
        if (event.type === "LIST") {
            for (const object of event.objects) {
                states.set(keyOf(object), object);
            }
            return event;
        }
        const before = states.get(keyOf(event.object));
        if (event.type === "ADDED" || before === undefined) {
            states.set(keyOf(event.object), event.object);
            return event;
        }
        const { file, now } = replace(event.object, before);
        states.set(keyOf(event.object), now);
        return { ...event, object: file };
    });
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The merge patch from one value to another; undefined if they are equal. */
function difference(before: unknown, now: unknown): unknown {
    if (!isFields(before) || !isFields(now)) {
        return JSON.stringify(before) === JSON.stringify(now) ? undefined : now;
    }
    const removed = Object.keys(before).filter((key) => now[key] === undefined);
    const changed = Object.entries(now).flatMap(([key, value]) => {
        const patch = difference(before[key], value);
        return patch === undefined ? [] : [[key, patch] as const];
    });
    const all = [...removed.map((key) => [key, null] as const), ...changed];
    return all.length === 0 ? undefined : Object.fromEntries(all);
}
