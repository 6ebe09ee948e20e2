import { appendFileSync, writeFileSync } from "node:fs";

/**
 * Writes summaries to the page of a GitHub Actions job ($GITHUB_STEP_SUMMARY) and to the file that the caller names, or
 * to standard output if there is neither. Writes each at once, because a job may be killed at any time.
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
