import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withPolicies } from "../jobCommand";
import { deploySummary, destroySummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "ephemeral",
    "Makes a stack of its own, canaries the image against the baseline in one pulumi up, and removes it all again,\n" +
        "however the update ended. Its settings are Pulumi.ci.yaml; name and namespace are the stack's name.",
);
withPolicies(command, "ci")
    .option("--destroy", "only remove the stack, of a job that was killed; good where there is none")
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
    // Where an earlier job was killed, its Rollout would make a baseline out of nothing.
    if (!(await destroyed(job))) {
        return false;
    }
    await job.init();
    let good = false;
    try {
        const run = await job.up();
        summary.add(deploySummary(run));
        good = run.exitCode === 0;
    } finally {
        good = (await destroyed(job)) && good;
    }
    return good;
}

/** Removes the stack and everything in it, where there is one. */
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
