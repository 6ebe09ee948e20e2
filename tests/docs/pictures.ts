import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { chromium, type Browser, type Page } from "playwright-core";
import { htmlOf } from "../../components/src/report/documents/html";
import type { UpdateReport } from "../../components/src/report/report";
import { checkout } from "../../scripts/local/home";
import { runMain, UserError } from "../../scripts/local/userError";
import { problemsOf } from "./layout";

/** Widths of a desktop and of a telephone, in pixels; the README shows its narrow pictures up to 600. */
const widths = [1280, 390] as const;
const colorSchemes = ["light", "dark"] as const;

/** A page to take pictures of. */
interface Subject {
    readonly name: string;
    readonly show: (page: Page, width: (typeof widths)[number]) => Promise<unknown>;
}

const program = new Command("npm run docs:pictures --")
    .description(
        "Takes pictures of reports and of the README's charts in headless Chromium, light and dark, 1,280 and 390 pixels wide, " +
            "and fails where a text is cut, overlaps another or is too small, and where axe finds a fault.",
    )
    .argument("[report.html...]", "reports to show; by default those of the README, recorded from scripts/demo")
    .option("--browser <path>", "the Chromium to use", "/usr/bin/chromium")
    .option("--out <folder>", "where the pictures go", join(checkout, "reports", "pictures"))
    .showHelpAfterError();

/** Returns the README's pictures, and the reports whose charts are among them. */
function readmeSubjects(): Subject[] {
    const readme = readFileSync(join(checkout, "README.md"), "utf8");
    const found = [...readme.matchAll(/<source [^>]*srcset="([^"]+)"><img [^>]*src="([^"]+)"/g)];
    if (found.length === 0) {
        throw new Error("README.md has no <picture> of a narrow and a wide file");
    }
    const charts = found.map(([, narrow = "", wide = ""]) => ({
        name: basename(wide, ".svg"),
        show: (page: Page, width: number) => page.setContent(pageOf(read(width > 600 ? wide : narrow))),
    }));
    const reports = ["v2", "v3"].map((version) => {
        const report = JSON.parse(read(`docs/images/report-${version}.json`)) as UpdateReport;
        return { name: `whole-report-${version}`, show: (page: Page) => page.setContent(htmlOf(report)) };
    });
    return [...charts, ...reports];
}

function read(path: string): string {
    return readFileSync(join(checkout, path), "utf8");
}

/** Returns a page with a picture as wide as the README's column. */
function pageOf(svg: string): string {
    const style = "<style>:root { color-scheme: light dark } body { max-width: 980px; margin: 16px auto }</style>";
    return `<!doctype html><html lang="en"><title>README</title>${style}<main><h1>README</h1>${svg}</main></html>`;
}

async function pictures({ name, show }: Subject, browser: Browser, out: string): Promise<string[]> {
    const problems: string[] = [];
    for (const width of widths) {
        for (const colorScheme of colorSchemes) {
            const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
            try {
                await show(page, width);
                const picture = `${name}-${String(width)}-${colorScheme}`;
                problems.push(...(await problemsOf(page)).map((problem) => `${picture}: ${problem}`));
                const path = join(out, `${picture}.png`);
                await page.screenshot({ path, fullPage: true });
                console.log(relative(process.cwd(), path));
            } finally {
                await page.close();
            }
        }
    }
    return problems;
}

runMain(async () => {
    program.parse();
    const { browser: executablePath, out } = program.opts<{ browser: string; out: string }>();
    const missing = program.args.filter((path) => !existsSync(path));
    if (missing.length > 0) {
        throw new UserError(`there is no report ${missing.join(", ")}`);
    }
    if (!existsSync(executablePath)) {
        throw new UserError(`there is no browser ${executablePath}: apt-get install chromium, or --browser`);
    }
    const given = program.args.map((path, index) => ({
        name: `given-${String(index + 1)}`,
        show: (page: Page) => page.goto(pathToFileURL(resolve(path)).href),
    }));
    await mkdir(out, { recursive: true });
    const browser = await chromium.launch({ executablePath, args: ["--disable-background-networking"] });
    try {
        const problems: string[] = [];
        for (const subject of given.length > 0 ? given : readmeSubjects()) {
            problems.push(...(await pictures(subject, browser, out)));
        }
        if (problems.length > 0) {
            throw new UserError(problems.join("\n"));
        }
    } finally {
        await browser.close();
    }
});
