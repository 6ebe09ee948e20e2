import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { policyFlags } from "../../scripts/ci/policies";
import { checkout } from "../../scripts/local/home";
import { runMain, UserError } from "../../scripts/local/userError";
import { isFastEnough, report } from "./comparison";
import { WholeStack } from "./wholeStack";

const program = new Command("npm run bench --")
    .description(
        "Previews the whole stack with and without the policies, in turns, and compares the medians. The ratio is of this\n" +
            "machine's own two times, so it says the same on a slow one. Needs neither a cluster nor root; exit code 1 above 2.",
    )
    .option("--rounds <number>", "how many of each, after one of each that is not counted", whole, 5)
    .option("--policy-pack <folder>", "a policy pack that is built", join(checkout, "policies"))
    .showHelpAfterError()
    .parse();

function whole(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) {
        throw new InvalidArgumentError("It must be a whole number from 1.");
    }
    return Number(text);
}

runMain(async () => {
    const { rounds, policyPack } = program.opts<{ rounds: number; policyPack: string }>();
    const problems: string[] = [];
    // The dev configuration: every rule is judged, and none ends the preview.
    const flags = policyFlags("dev", policyPack, problems);
    if (problems.length > 0) {
        throw new UserError(problems.join("\n"));
    }
    const stack = await WholeStack.open();
    try {
        const times = { without: [] as number[], with: [] as number[] };
        for (let round = 0; round <= rounds; round++) {
            const without = await stack.preview([]);
            const withPolicies = await stack.preview(flags);
            if (round > 0) {
                times.without.push(without);
                times.with.push(withPolicies);
                console.log(`round ${round}: ${Math.round(without)} ms without, ${Math.round(withPolicies)} ms with`);
            }
        }
        report(times).forEach((line) => {
            console.log(line);
        });
        process.exitCode = isFastEnough(times) ? 0 : 1;
    } finally {
        stack.close();
    }
});
