import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decisionsPage } from "./decisions";
import { policiesPage } from "./policies";

/** The pages that are made from what the tests run. */
async function main(): Promise<void> {
    await writeFile(join(__dirname, "../../docs/decisions.md"), decisionsPage());
    await writeFile(join(__dirname, "../../policies/README.md"), policiesPage());
}

void main();
