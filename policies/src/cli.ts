#!/usr/bin/env node
import { catalog } from "./catalog";
import { run } from "./manifests/run";

try {
    const { exitCode, stdout, stderr } = run(process.argv.slice(2), catalog, new Date().toISOString().slice(0, 10));
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = exitCode;
} catch (error) {
    console.error(error);
    // Node's default, 1, means that a rule is broken.
    process.exitCode = 2;
}
