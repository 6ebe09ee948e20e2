import { join } from "node:path";
import { Command } from "commander";
import { policyFlags } from "../../scripts/ci/policies";
import { checkout } from "../../scripts/local/home";
import { runMain, UserError } from "../../scripts/local/userError";
import { type Comparison, isFastEnough, median, report } from "./comparison";
import { areFastEnough, reportManifests, runManifests } from "./manifests";
import { type Preview, WholeStack } from "./wholeStack";
import { wholeNumber } from "./wholeNumber";

/** Maximal duration of a preview of the whole program, as a multiple of an empty one. */
const programRatio = 1.7;
/** Maximal duration with the policies, as a multiple of the duration without. */
const policiesRatio = 2;
/** The same for a program of 3,000 objects. */
const fleetRatio = 1.5;
/** Maximal peak memory of the whole program. */
const programMegabytes = 220;

const program = new Command("npm run bench --")
    .description(
        "Previews an empty program, the whole program, and the whole program with the policies, alternately, and\n" +
            "compares the medians. Ratios do not depend on the speed of the machine. Exit code 1 if the whole program takes\n" +
            `more than ${programRatio} times the empty one or ${programMegabytes} MB, or if the policies more than multiply it by ${policiesRatio}.\n` +
            `So is a program of 3,000 objects, in fewer rounds, which the policies may multiply by ${fleetRatio}.\n` +
            "Before that, canary-policies checks 300 to 10,000 manifests: 3,000 within 5 s and 300 MB, in linear time.\n" +
            "Needs neither a cluster nor root.",
    )
    .option("--rounds <number>", "previews of each kind, after an uncounted one of each", wholeNumber, 5)
    .option("--policy-pack <folder>", "a compiled policy pack", join(checkout, "policies"))
    .showHelpAfterError()
    .parse();

runMain(async () => {
    const { rounds, policyPack } = program.opts<{ rounds: number; policyPack: string }>();
    const problems: string[] = [];
    // The dev configuration: every rule is evaluated, and none stops the preview.
    const flags = policyFlags("dev", policyPack, problems);
    if (problems.length > 0) {
        throw new UserError(problems.join("\n"));
    }
    const runs = await runManifests(policyPack);
    reportManifests(runs).forEach((line) => {
        console.log(line);
    });
    const stack = await WholeStack.open();
    try {
        const empty: Preview[] = [];
        const whole: Preview[] = [];
        const checked: Preview[] = [];
        for (let round = 0; round <= rounds; round++) {
            const previews = [await stack.previewEmpty(), await stack.preview(), await stack.preview(flags)] as const;
            if (round > 0) {
                empty.push(previews[0]);
                whole.push(previews[1]);
                checked.push(previews[2]);
                const [first, second, third] = previews.map(({ duration }) => `${Math.round(duration)} ms`);
                console.log(`round ${round}: ${first} empty, ${second} whole, ${third} whole with policies`);
            }
        }
        const fleet: Preview[] = [];
        const judgedFleet: Preview[] = [];
        for (let round = 0; round <= Math.ceil(rounds / 2); round++) {
            const [plain, judged] = [await stack.previewFleet(), await stack.previewFleet(flags)];
            if (round > 0) {
                fleet.push(plain);
                judgedFleet.push(judged);
            }
        }
        const durations = (previews: readonly Preview[]) => previews.map(({ duration }) => duration);
        const comparisons: Comparison[] = [
            {
                names: ["whole program", "empty program"],
                subject: durations(whole),
                baseline: durations(empty),
                allowedRatio: programRatio,
            },
            {
                names: ["with policies", "without policies"],
                subject: durations(checked),
                baseline: durations(whole),
                allowedRatio: policiesRatio,
            },
            {
                names: ["3,000 objects with policies", "without policies"],
                subject: durations(judgedFleet),
                baseline: durations(fleet),
                allowedRatio: fleetRatio,
            },
        ];
        comparisons.flatMap(report).forEach((line) => {
            console.log(line);
        });
        const memory = median(whole.map((preview) => preview.memory));
        const fits = memory <= programMegabytes;
        console.log(
            `peak memory of the whole program: ${memory} MB, must be at most ${programMegabytes}: ${fits ? "ok" : "TOO MUCH"}`,
        );
        process.exitCode = fits && areFastEnough(runs) && comparisons.every(isFastEnough) ? 0 : 1;
    } finally {
        stack.close();
    }
});
