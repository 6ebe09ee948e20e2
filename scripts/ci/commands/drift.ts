import { changesOf, driftOf } from "../changes";
import { Job } from "../job";
import { jobCommand, type JobOptions, runJob, withDeployedImage } from "../jobCommand";
import { driftSummary } from "../summaries";
import { SummaryFile } from "../summaryFile";

const command = jobCommand(
    "drift",
    "Checks that the cluster is as pulumi left it and as the program declares it. Changes nothing.",
);
withDeployedImage(command).parse();
const [stack = ""] = command.args;
const options = command.opts<JobOptions>();

runJob(() =>
    Job.run(stack, options, async (job) => {
        const run = await job.preview(["--refresh", "--expect-no-changes"]);
        new SummaryFile(options.summary).add(driftSummary(run));
        return run.exitCode === 0 && driftOf(run.events).length === 0 && changesOf(run.events).length === 0;
    }),
);
