import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns the version of this package. */
export function ownVersion(): string {
    const file = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(file) as { version: string }).version;
}
