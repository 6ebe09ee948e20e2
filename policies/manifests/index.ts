import { catalog } from "../catalog";
import { run } from "./run";

const { exitCode, stdout, stderr } = run(process.argv.slice(2), catalog, new Date().toISOString().slice(0, 10));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
