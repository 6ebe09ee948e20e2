import { annotate, annotationsOf } from "../annotations";
import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withDeployedImage, withPolicies } from "../jobCommand";
import { reportsOf } from "../reports";
import { shortName } from "../stackName";
import { deploySummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "deploy",
    "Runs pulumi up with the policies and waits for the gate's verdict. A mandatory violation applies nothing.",
);
withDeployedImage(withPolicies(command, "the stack's name")).parse();
const [stack = ""] = command.args;
const options = command.opts<JobOptions>();

runJob(() =>
    Job.run(stack, { ...options, policies: options.policies ?? shortName(stack) }, async (job) => {
        const run = await job.up();
        const reports = reportsOf(run.events);
        new SummaryFile(options.summary).add(deploySummary(run, reports));
        annotate(annotationsOf(run, reports));
        return run.exitCode === 0;
    }),
);
