import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout, home } from "../home";
import { ensureToolchain } from "../toolchain";
import { pulumiPrograms } from "../toolchain/programs";
import { installPulumi, localPulumi } from "../toolchain/pulumi";
import { runMain } from "../userError";

const help = `Usage: scripts/pulumi [pulumi's arguments]

Runs the pulumi of the scripts: the pinned version, built on the first call, with its state below ${home}.
Once it is built, --help shows pulumi's help.
`;

runMain(async () => {
    const args = process.argv.slice(2);
    const asksForHelp = args.includes("--help") || args.includes("-h");
    if (asksForHelp && !existsSync(join(home, "bin", "pulumi"))) {
        process.stdout.write(help);
        return;
    }
    await installPulumi(await ensureToolchain((line) => process.stderr.write(`${line}\n`), pulumiPrograms));
    process.exitCode = await localPulumi().attach(args, checkout);
});
