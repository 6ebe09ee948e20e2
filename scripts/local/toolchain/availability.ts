import { EventEmitter, once } from "node:events";
import type { Entry } from "./cache";
import type { ProgramName } from "./programs";

const packages = "Debian packages";

/** The parts of a toolchain that exist while others are still built; work can wait for the parts that it needs. */
export class Availability {
    private readonly entries = new Map<string, Entry | undefined>();
    private readonly changes = new EventEmitter();
    private failure: Error | undefined;

    /** A program can be used from now on. */
    add(name: ProgramName, entry: Entry): void {
        this.record(name, entry);
    }

    /** The installed Debian packages can be used from now on. */
    addPackages(): void {
        this.record(packages, undefined);
    }

    /** Every part exists; rejects what waits for another. */
    complete(): void {
        this.fail(new Error("a program that is waited for is not in the toolchain"));
    }

    /** The missing parts will never exist; rejects what waits for them. */
    fail(error: unknown): void {
        this.failure = error instanceof Error ? error : new Error(String(error));
        // An emitter without listeners throws an event of this name.
        if (this.changes.listenerCount("error") > 0) {
            this.changes.emit("error", this.failure);
        }
    }

    /** Waits for a program; rejects with the error of a failed build. */
    async program(name: ProgramName): Promise<Entry> {
        await this.until(name);
        return this.entries.get(name) as Entry;
    }

    /** Waits for the installed Debian packages; rejects if their installation or a build has failed. */
    async installedPackages(): Promise<void> {
        await this.until(packages);
    }

    private record(name: string, entry: Entry | undefined): void {
        this.entries.set(name, entry);
        this.changes.emit(name);
    }

    private async until(name: string): Promise<void> {
        if (this.entries.has(name)) {
            return;
        }
        if (this.failure !== undefined) {
            throw this.failure;
        }
        // once() rejects at the event "error", too.
        await once(this.changes, name);
    }
}
