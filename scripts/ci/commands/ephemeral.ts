import { annotate, annotationsOf } from "../annotations";
import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withPolicies } from "../jobCommand";
import { reportsOf } from "../reports";
import { deploySummary, destroySummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "ephemeral",
    "Creates a stack, canaries the image against the baseline in one pulumi up, and removes the stack again, even\n" +
        "after a failure. Its settings are Pulumi.ci.yaml; name and namespace are the stack's name.",
);
withPolicies(command, "ci")
    .option("--destroy", "only remove the stack that a killed job left; succeeds if there is none")
    .parse();
const [stack = ""] = command.args;
const options = command.opts<JobOptions & { readonly destroy?: boolean }>();
const summary = new SummaryFile(options.summary);

runJob(() =>
    Job.run(
        stack,
        { ...options, policies: options.destroy === true ? "none" : (options.policies ?? "ci") },
        (job) => (options.destroy === true ? destroyed(job) : canaried(job)),
        { committed: "Pulumi.ci.yaml", namedAfterStack: ["name", "namespace"] },
    ),
);

async function canaried(job: Job): Promise<boolean> {
    // The Rollout of a killed job would take the place of the baseline.
    if (!(await destroyed(job))) {
        return false;
    }
    await job.init();
    let good = false;
    try {
        const run = await job.up();
        const reports = reportsOf(run.events);
        summary.add(deploySummary(run, reports));
        annotate(annotationsOf(run, reports));
        good = run.exitCode === 0;
    } finally {
        good = (await destroyed(job)) && good;
    }
    return good;
}

/** Removes the stack, if it exists, and everything in it. */
async function destroyed(job: Job): Promise<boolean> {
    if (!(await job.exists())) {
        process.stderr.write(`there is no stack ${job.stack}: nothing to remove\n`);
        return true;
    }
    const run = await job.destroy();
    summary.add(destroySummary(run));
    if (run.exitCode === 0) {
        await job.remove();
    }
    return run.exitCode === 0;
}
