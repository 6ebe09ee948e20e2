import type { Mutation } from "./mutation";
import { isRefusal, runTests, testsNamed } from "./testRun";
import type { WorkingCopy } from "./workingCopy";

/** What a mutation came to; `why` is for people. */
export interface Verdict {
    readonly kind: "killed" | "SURVIVED" | "broken";
    readonly why: string;
}

/** Tries a mutation; its test must pass without it. */
export async function judge(mutation: Mutation, copy: WorkingCopy, signal: AbortSignal): Promise<Verdict> {
    const run = await copy.with(mutation, () => runTests(copy.folder, [mutation.test], signal));
    if (run === undefined) {
        return { kind: "broken", why: `: ${mutation.file} does not have its text exactly once` };
    }
    const [ran] = testsNamed(run, mutation.test);
    if (ran === undefined) {
        const [hook] = run.tests;
        return { kind: "broken", why: `, its test did not run: ${run.trouble || (hook?.err.message ?? "")}` };
    }
    if (ran.err.message === undefined) {
        return { kind: "SURVIVED", why: `, "${ran.fullTitle}" passes` };
    }
    return isRefusal(ran)
        ? { kind: "killed", why: ` by "${ran.fullTitle}"` }
        : { kind: "broken", why: `, it does not work at all: ${ran.err.message}` };
}
