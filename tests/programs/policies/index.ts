import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { configuredProvider, declare, type Manifest } from "../declared";

const manifests = join(__dirname, "..", "..", "fixtures", "policies", "broken");
const provider = configuredProvider();

for (const file of readdirSync(manifests).sort()) {
    for (const document of parseAllDocuments(readFileSync(join(manifests, file), "utf8"))) {
        const manifest = document.toJS() as Manifest | null;
        if (manifest !== null) {
            declare(manifest, provider);
        }
    }
}
