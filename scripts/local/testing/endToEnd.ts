import { withLock } from "../lock";
import { openTarget, type Target } from "../target";
import { describe } from "../toolchain";
import type { Report } from "../cluster";
import { type Counts, sum } from "./counts";
import { runTasks, type Task } from "./pool";
import { type EndToEndOptions, prepare, variablesOf } from "./preparation";
import { mocha } from "./process";
import { alone, idle, isChosen, leftOut, sideBySide, type Spec, type Tier } from "./specs";

type AllOptions = EndToEndOptions & { readonly tier: Tier };

function choiceOf({ context, tier }: AllOptions) {
    return { local: context === undefined, tier };
}

/** Names the specs that {@link endToEnd} leaves out, a line for each reason. */
export function notRun(options: AllOptions): string[] {
    return leftOut(choiceOf(options));
}

/**
 * Brings the target up before the timeout of any test starts, reports its programs, and runs the end-to-end tests.
 *
 * @param onIdle called when only specs are left that leave a core idle
 */
export function endToEnd(options: AllOptions, jobs: number, report: Report, onIdle: () => void): Promise<Counts> {
    // The demo and the tests share one cluster, and each clears it.
    return withLock("run", report, async () => {
        const target = await openTarget(options.context, report);
        reportPrograms(target, report);
        await prepare(target, options, report);
        const task = ({ name }: Spec): Task => ({
            name: `e2e ${name}`,
            run: (log) => mocha(`e2e ${name}`, [`tests/e2e/${name}.spec.ts`], variablesOf(options), log),
        });
        const chosen = (spec: Spec) => isChosen(spec, choiceOf(options));
        const run = (specs: readonly Spec[], atOnce: number) =>
            runTasks(specs.filter(chosen).map(task), atOnce, report);
        const busy = [await run(sideBySide, jobs), await run(alone, 1)];
        onIdle();
        return sum([...busy, await run(idle, 1)]);
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
