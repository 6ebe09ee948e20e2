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
    /** Duration on two cores with everything built, in minutes. */
    readonly minutes: number;
    /** No result depends on time, so it runs next to the end-to-end specs that leave a core idle. */
    readonly untimed?: true;
    readonly run: (report: Report) => Promise<Counts>;
}

const importPaths = ["infra", "components/src", "policies/src", "app", "examples", "scripts", "tests"];

const unitSpecs = ["tests/unit/**/*.spec.ts", "tests/provider/**/*.spec.ts"];

/** All suites except the end-to-end tests; they need no cluster, and root only to install shellcheck. */
export const suites: readonly Suite[] = [
    {
        name: "format",
        describes: "Prettier",
        minutes: 0.5,
        untimed: true,
        run: (report) => check("format", "prettier", ["--check", "."], report),
    },
    {
        name: "lint",
        describes: "ESLint, warnings are errors",
        minutes: 2.5,
        untimed: true,
        run: (report) => check("lint", "eslint", [".", "--max-warnings", "0"], report),
    },
    {
        name: "imports",
        describes: "dependency-cruiser: imports go down only, without cycles, and to other packages by name",
        minutes: 0.2,
        untimed: true,
        run: (report) => check("imports", "depcruise", importPaths, report),
    },
    {
        name: "shellcheck",
        describes: "shellcheck over every shell script",
        minutes: 0.1,
        untimed: true,
        run: shellcheck,
    },
    {
        name: "types",
        describes: "tsc --noEmit",
        minutes: 0.6,
        untimed: true,
        run: (report) => check("types", "tsc", ["--noEmit", "-p", "tsconfig.json"], report),
    },
    {
        name: "api",
        describes: "TypeDoc: every type that the API refers to is exported, links resolve, and docs/api builds",
        minutes: 0.4,
        untimed: true,
        run: (report) => check("api", "typedoc", [], report),
    },
    {
        name: "unit",
        describes: "pure modules, components under mocks, dynamic providers against a fake API server",
        minutes: 4,
        // Much of the time is waiting, in the specs of the providers.
        run: (report) => mocha("unit", ["--parallel", "--jobs", "3", ...unitSpecs], {}, report),
    },
    {
        name: "policy",
        describes: "the policies' rules, and our own stacks checked against them",
        minutes: 1,
        run: (report) => mocha("policy", ["tests/policy/**/*.spec.ts"], {}, report),
    },
    {
        name: "mutations",
        describes: "StrykerJS mutations of what the gate writes and when; npm run mutate covers the rest",
        minutes: 0.5,
        untimed: true,
        run: (report) => check("mutations", "stryker", ["run", "stryker.writes.config.mjs"], report),
    },
];

async function shellcheck(report: Report): Promise<Counts> {
    if (!(await installedVersions(["shellcheck"])).has("shellcheck")) {
        await install(["shellcheck"]);
    }
    const { stdout } = await execa("git", ["grep", "-lE", "^#!.*(bash|/sh)", "--", "scripts", ".ci", "tests"], {
        cwd: checkout,
    });
    const scripts = stdout.split("\n").filter((file) => !file.endsWith(".ts"));
    return check("shellcheck", "shellcheck", scripts, report);
}
