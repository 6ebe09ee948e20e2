import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { UserError } from "../../scripts/local/userError";
import { fleet } from "../support/policies/fleet";

/** Numbers of apps, of five objects each: 300, 1,000, 3,000 and 10,000 objects. */
const sizes = [60, 200, 600, 2000];
const objectsOfApp = 5;

/** Limits of a run for 600 apps. */
const limits = { apps: 600, seconds: 5, megabytes: 300 };
/** Maximal user CPU time for one more app after the third size, as a multiple of that before it. */
const growth = 1.5;

/** A run of canary-policies without Pulumi. */
export interface ManifestRun {
    readonly apps: number;
    readonly seconds: number;
    /** User CPU time, which other load of the machine changes less than the duration. */
    readonly milliseconds: number;
    readonly megabytes: number;
}

/** Runs the compiled policies of a folder for fleets of each size. */
export async function runManifests(policies: string): Promise<readonly ManifestRun[]> {
    const folder = mkdtempSync(join(tmpdir(), "canary-bench-"));
    try {
        const runs: ManifestRun[] = [];
        for (const apps of sizes) {
            runs.push(await runFleet(policies, join(folder, String(apps)), apps));
        }
        return runs;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

async function runFleet(policies: string, folder: string, apps: number): Promise<ManifestRun> {
    mkdirSync(folder);
    const bodies = fleet(apps);
    for (let app = 0; app < apps; app++) {
        const documents = bodies.slice(app * objectsOfApp, (app + 1) * objectsOfApp).map((body) => stringify(body));
        writeFileSync(join(folder, `app-${app}.yaml`), documents.join("---\n"));
    }
    const usage = `${folder}.usage`;
    const begun = performance.now();
    const args = ["--require", join(__dirname, "usage.cjs"), join(policies, "dist", "cli.js"), "--manifests", folder];
    const { stdout, stderr } = await execa("node", args, {
        env: { CANARY_BENCH_USAGE: usage },
        maxBuffer: 1e9,
        reject: false,
    });
    const seconds = (performance.now() - begun) / 1000;
    if (!stdout.includes(`${apps * objectsOfApp} objects`)) {
        throw new UserError(`the run must check ${apps * objectsOfApp} objects, got:\n${stderr}`);
    }
    const used = JSON.parse(readFileSync(usage, "utf8")) as Pick<ManifestRun, "milliseconds" | "megabytes">;
    return { apps, seconds, ...used };
}

/** True if a run for 600 apps is within the limits, and the time for one more object does not grow with their number. */
export function areFastEnough(runs: readonly ManifestRun[]): boolean {
    return isWithinLimits(runs) && growthOf(runs) <= growth;
}

function isWithinLimits(runs: readonly ManifestRun[]): boolean {
    const limited = runs.find(({ apps }) => apps === limits.apps);
    return limited !== undefined && limited.seconds <= limits.seconds && limited.megabytes <= limits.megabytes;
}

function growthOf(runs: readonly ManifestRun[]): number {
    const [first, , third, last] = runs;
    const slope = (from: ManifestRun | undefined, to: ManifestRun | undefined) =>
        from === undefined || to === undefined ? NaN : (to.milliseconds - from.milliseconds) / (to.apps - from.apps);
    return slope(third, last) / slope(first, third);
}

/** Formats a line for each run and, in the last lines, the verdict. */
export function reportManifests(runs: readonly ManifestRun[]): string[] {
    const rows = runs.map(({ apps, seconds, milliseconds, megabytes }) => {
        const each = (milliseconds / apps / objectsOfApp).toFixed(2);
        return `${apps * objectsOfApp} manifests: ${seconds.toFixed(2)} s, ${each} ms of user CPU time each, ${megabytes.toFixed(0)} MB`;
    });
    return [
        ...rows,
        `${limits.apps * objectsOfApp} manifests must take at most ${limits.seconds} s and ${limits.megabytes} MB: ${isWithinLimits(runs) ? "ok" : "TOO MUCH"}`,
        `time for one more manifest after / before 3,000: ${growthOf(runs).toFixed(2)}, must be at most ${growth}: ${growthOf(runs) <= growth ? "ok" : "TOO SLOW"}`,
    ];
}
