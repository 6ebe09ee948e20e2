import { checkout } from "../home";
import { ensureToolchain } from "../toolchain";
import { pulumiPrograms } from "../toolchain/programs";
import { installPulumi, runPulumi } from "../toolchain/pulumi";
import { runMain } from "../userError";

runMain(async () => {
    await installPulumi(await ensureToolchain((line) => process.stderr.write(`${line}\n`), pulumiPrograms));
    process.exitCode = await runPulumi(process.argv.slice(2), checkout);
});
