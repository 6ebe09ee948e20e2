import { withLock } from "../lock";
import { openTarget, type Target } from "../target";
import { describe } from "../toolchain";
import type { Report } from "../cluster";
import { type Counts, sum } from "./counts";
import { runTasks, type Task } from "./pool";
import { type EndToEndOptions, prepare, variablesOf } from "./preparation";
import { mocha } from "./process";
import { alone, isChosen, leftOut, sideBySide, type Spec } from "./specs";

type AllOptions = EndToEndOptions & { readonly all: boolean };

function choiceOf({ context, all }: AllOptions) {
    return { local: context === undefined, all };
}

/** Names the specs that {@link endToEnd} leaves out, a line for each reason. */
export function notRun(options: AllOptions): string[] {
    return leftOut(choiceOf(options));
}

/** Brings the target up before the timeout of any test starts, reports its programs, and runs the end-to-end tests. */
export function endToEnd(options: AllOptions, jobs: number, report: Report): Promise<Counts> {
    // The demo and the tests share one cluster, and each clears it.
    return withLock("run", report, async () => {
        const target = await openTarget(options.context, report);
        reportPrograms(target, report);
        await prepare(target, options, report);
        const chosen = (spec: Spec) => isChosen(spec, choiceOf(options));
        const task = ({ name }: Spec): Task => ({
            name: `e2e ${name}`,
            run: (log) => mocha(`e2e ${name}`, [`tests/e2e/${name}.spec.ts`], variablesOf(options), log),
        });
        return sum([
            await runTasks(sideBySide.filter(chosen).map(task), jobs, report),
            await runTasks(alone.filter(chosen).map(task), 1, report),
        ]);
    });
}

function reportPrograms({ toolchain, images }: Target, report: Report): void {
    report(`programs: node ${process.versions.node} (the system's)`);
    for (const entry of toolchain.entries.values()) {
        report(`  ${describe(entry)}`);
    }
    for (const [name, version] of toolchain.packages) {
        report(`  ${name} ${version} (Debian package, installed)`);
    }
    for (const { reference, origin, seconds } of images) {
        report(`  ${reference} (${origin === "cache" ? "cached, " : ""}built in ${seconds} s)`);
    }
}
