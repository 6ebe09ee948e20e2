import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../scripts/local/home";
import type { BenchRouter, LiveResult, Verdict } from "./live";
import type { SimulationResult } from "./simulations";

/** The path of the results from the root of the repository. */
export const resultsFile = "docs/benchmarks/verdicts.json";

/** When and where a part of the benchmark ran, and by which command. */
export interface Provenance {
    /** YYYY-MM-DD. */
    readonly date: string;
    readonly command: string;
    readonly machine: string;
}

/** The committed results of `npm run bench:verdicts`. */
export interface Results {
    readonly simulation: Provenance & SimulationResult;
    /** On ingress-nginx. */
    readonly live?: Provenance & LiveResult;
    /** On other routers, without the answers of each look. */
    readonly routers?: Partial<Record<BenchRouter, Provenance & RouterResult>>;
}

/** All updates on a router. */
export interface RouterResult extends Omit<LiveResult, "updates"> {
    readonly updates: readonly Verdict[];
}

/** Reads the committed results. */
export function readResults(): Results {
    return JSON.parse(readFileSync(join(checkout, resultsFile), "utf8")) as Results;
}
