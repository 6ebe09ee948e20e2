import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../scripts/local/home";
import { pages } from "./pages";

/** Writes the generated pages. */
async function main(): Promise<void> {
    for (const [path, page] of Object.entries(pages)) {
        await writeFile(join(checkout, path), await page());
    }
}

void main();
