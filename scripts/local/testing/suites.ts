import { execa } from "execa";
import { checkout } from "../home";
import type { Report } from "../cluster";
import { install, installedVersions } from "../toolchain/debian";
import type { Counts } from "./counts";
import { check, mocha } from "./process";

/** A part of the tests, run by its name. */
export interface Suite {
    readonly name: string;
    readonly describes: string;
    /** How long it takes on two cores with everything built, in minutes. */
    readonly minutes: number;
    readonly run: (say: Report) => Promise<Counts>;
}

const importPaths = ["infra", "components/src", "policies/src", "app", "examples", "scripts", "tests"];

/** Everything but the end-to-end tests: no cluster, and no root but for installing shellcheck. */
export const suites: readonly Suite[] = [
    {
        name: "format",
        describes: "Prettier",
        minutes: 0.5,
        run: (say) => check("format", "prettier", ["--check", "."], say),
    },
    {
        name: "lint",
        describes: "ESLint, warnings are errors",
        minutes: 2,
        run: (say) => check("lint", "eslint", [".", "--max-warnings", "0"], say),
    },
    {
        name: "imports",
        describes: "dependency-cruiser: imports go down only, in no circle, and to other packages by name",
        minutes: 0.5,
        run: (say) => check("imports", "depcruise", importPaths, say),
    },
    {
        name: "shellcheck",
        describes: "shellcheck over every shell script",
        minutes: 0.1,
        run: shellcheck,
    },
    {
        name: "types",
        describes: "tsc --noEmit",
        minutes: 1,
        run: (say) => check("types", "tsc", ["--noEmit", "-p", "tsconfig.json"], say),
    },
    {
        name: "unit",
        describes: "pure modules, components under mocks, dynamic providers against a fake API server",
        minutes: 2,
        run: (say) => mocha("unit", ["tests/unit/**/*.spec.ts", "tests/provider/**/*.spec.ts"], {}, say),
    },
    {
        name: "policy",
        describes: "the policies' rules, and our own stacks held against them",
        minutes: 1,
        run: (say) => mocha("policy", ["tests/policy/**/*.spec.ts"], {}, say),
    },
    {
        name: "mutations",
        describes:
            "what the gate writes and when, changed in every way that StrykerJS knows; npm run mutate has the rest",
        minutes: 2,
        run: (say) => check("mutations", "stryker", ["run", "stryker.writes.config.mjs"], say),
    },
];

async function shellcheck(say: Report): Promise<Counts> {
    if (!(await installedVersions(["shellcheck"])).has("shellcheck")) {
        await install(["shellcheck"]);
    }
    const { stdout } = await execa("git", ["grep", "-lE", "^#!.*(bash|/sh)", "--", "scripts", ".ci", "tests"], {
        cwd: checkout,
    });
    const scripts = stdout.split("\n").filter((file) => !file.endsWith(".ts"));
    return check("shellcheck", "shellcheck", scripts, say);
}
