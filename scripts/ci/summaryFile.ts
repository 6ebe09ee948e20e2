import { appendFileSync, writeFileSync } from "node:fs";

/**
 * Puts summaries where their readers look: on the page of a GitHub Actions job, which its variable names, and into the
 * file that the caller names; on standard output where there is neither. Each at once, for a job may be ended any time.
 */
export class SummaryFile {
    private begun = false;

    constructor(
        private readonly file: string | undefined,
        private readonly env: Readonly<Record<string, string | undefined>> = process.env,
    ) {}

    add(markdown: string): void {
        const page = this.env["GITHUB_STEP_SUMMARY"] ?? "";
        if (page !== "") {
            appendFileSync(page, `${markdown}\n`);
        }
        const text = this.begun ? `\n${markdown}` : markdown;
        if (this.file !== undefined) {
            (this.begun ? appendFileSync : writeFileSync)(this.file, text);
        }
        if (page === "" && this.file === undefined) {
            process.stdout.write(text);
        }
        this.begun = true;
    }
}
