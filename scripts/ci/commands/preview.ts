import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withDeployedImage, withPolicies } from "../jobCommand";
import { shortName } from "../stackName";
import { previewSummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "preview",
    "Shows what pulumi up would change in a stack, and checks the policies. Changes nothing.",
);
withDeployedImage(withPolicies(command, "the stack's name")).parse();
const [stack = ""] = command.args;
const options = command.opts<JobOptions>();

runJob(() =>
    Job.run(stack, { ...options, policies: options.policies ?? shortName(stack) }, async (job) => {
        const run = await job.preview();
        new SummaryFile(options.summary).add(previewSummary(run));
        return run.exitCode === 0;
    }),
);
