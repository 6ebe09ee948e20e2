import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withDeployedImage, withPolicies } from "../jobCommand";
import { allPass, preflightsOf } from "../preflight";
import { shortName } from "../stackName";
import { previewSummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "preview",
    "Shows what pulumi up would change in a stack, and checks the policies. Changes nothing.",
);
withDeployedImage(withPolicies(command, "the stack's name"))
    .option("--check", "run the preflights too: check on the cluster what the update needs; exit code 1 for a problem")
    .parse();
const [stack = ""] = command.args;
const options = command.opts<JobOptions & { readonly check?: true }>();

runJob(() =>
    Job.run(stack, { ...options, policies: options.policies ?? shortName(stack) }, async (job) => {
        const run = await job.preview();
        const checks = options.check && run.exitCode === 0 ? await preflightsOf(run.events) : undefined;
        new SummaryFile(options.summary).add(previewSummary(run, checks));
        return run.exitCode === 0 && allPass(checks ?? []);
    }),
);
