import { withLock } from "../lock";
import { openTarget, type Target } from "../target";
import { describe } from "../toolchain";
import type { Report } from "../cluster";
import { type Counts, sum } from "./counts";
import { runTasks, type Task } from "./pool";
import { type EndToEndOptions, prepare, variablesOf } from "./preparation";
import { mocha } from "./process";
import { alone, sideBySide, type Spec } from "./specs";

/** Brings the target up before the timeout of any test starts, reports its programs, and runs the end-to-end tests. */
export function endToEnd(options: EndToEndOptions, jobs: number, report: Report): Promise<Counts> {
    // The demo and the tests share one cluster, and each clears it.
    return withLock("run", report, async () => {
        const target = await openTarget(options.context, report);
        reportPrograms(target, report);
        await prepare(target, options, report);
        const here = ({ local }: Spec) => options.context === undefined || local !== true;
        const left = [...sideBySide, ...alone].filter((spec) => !here(spec)).map(({ name }) => name);
        if (left.length > 0) {
            report(`not run, because they need the local cluster: ${left.join(", ")}`);
        }
        const task = ({ name }: Spec): Task => ({
            name: `e2e ${name}`,
            run: (log) => mocha(`e2e ${name}`, [`tests/e2e/${name}.spec.ts`], variablesOf(options), log),
        });
        return sum([
            await runTasks(sideBySide.filter(here).map(task), jobs, report),
            await runTasks(alone.filter(here).map(task), 1, report),
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
