import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { Command } from "commander";
import { execa } from "execa";
import { checkout } from "../home";
import { appImage } from "../images";
import { withLock } from "../lock";
import { openTarget } from "../target";
import { describe } from "../toolchain";
import { install, installedVersions } from "../toolchain/debian";
import { runMain, UserError } from "../userError";

interface Counts {
    passed: number;
    failed: number;
}

/** A part of the tests, run by its name. */
interface Suite {
    readonly name: string;
    readonly describes: string;
    readonly run: () => Promise<Counts>;
}

/** Runs a checker; it counts as one test. */
async function check(command: string, args: readonly string[]): Promise<Counts> {
    const { exitCode } = await execa(command, args, {
        cwd: checkout,
        stdio: "inherit",
        reject: false,
        preferLocal: true,
    });
    return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs mocha and counts its tests; a pending test counts as failed, for nothing may be skipped in silence. */
async function mocha(specs: readonly string[], env: Record<string, string> = {}): Promise<Counts> {
    const child = execa("mocha", ["--color", ...specs.flatMap((spec) => ["--spec", spec])], {
        cwd: checkout,
        env,
        stdin: "ignore",
        stderr: "inherit",
        buffer: false,
        reject: false,
        preferLocal: true,
    });
    const seen = { passing: 0, pending: 0, failing: 0 };
    for await (const line of createInterface({ input: child.stdout })) {
        console.log(line);
        const summary = /^\s*(\d+) (passing|pending|failing)/.exec(stripVTControlCharacters(line));
        if (summary !== null) {
            seen[summary[2] as keyof typeof seen] = Number(summary[1]);
        }
    }
    const { exitCode } = await child;
    const failed = seen.failing + seen.pending;
    // A run that ended without a word, or in a hook, has failed whatever it counted.
    return { passed: seen.passing, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

async function shellScripts(): Promise<string[]> {
    const { stdout } = await execa("git", ["grep", "-lE", "^#!.*(bash|/sh)", "--", "scripts", ".ci", "tests"], {
        cwd: checkout,
    });
    return stdout.split("\n").filter((file) => !file.endsWith(".ts"));
}

async function shellcheck(): Promise<Counts> {
    if (!(await installedVersions(["shellcheck"])).has("shellcheck")) {
        await install(["shellcheck"]);
    }
    return check("shellcheck", await shellScripts());
}

function suites(environment: Record<string, string>): readonly Suite[] {
    return [
        { name: "format", describes: "Prettier", run: () => check("prettier", ["--check", "."]) },
        {
            name: "lint",
            describes: "ESLint, warnings are errors",
            run: () => check("eslint", [".", "--max-warnings", "0"]),
        },
        { name: "shellcheck", describes: "shellcheck over every shell script", run: shellcheck },
        { name: "types", describes: "tsc --noEmit", run: () => check("tsc", ["--noEmit", "-p", "tsconfig.json"]) },
        {
            name: "unit",
            describes: "pure modules, components under mocks, dynamic providers against a fake API server",
            run: () => mocha(["tests/unit/**/*.spec.ts", "tests/provider/**/*.spec.ts"]),
        },
        {
            name: "policy",
            describes: "the policies' rules, and our own stacks held against them",
            run: () => mocha(["tests/policy/**/*.spec.ts"]),
        },
        {
            name: "mutations",
            describes:
                "what the gate writes and when, changed in every way that StrykerJS knows; npm run mutate has the rest",
            run: () => check("stryker", ["run", "stryker.writes.config.mjs"]),
        },
        {
            name: "e2e",
            describes: "the whole program on the local cluster",
            run: () => endToEnd(environment),
        },
    ];
}

runMain(async () => {
    const names = suites({}).map(({ name }) => name);
    const program = new Command("scripts/test")
        .description("Runs the tests, all of them by default, and closes with one line: N passed, N failed.")
        .argument("[suite...]", `which to run: ${names.join(", ")}`)
        .option("--context <name>", "run e2e on this context of KUBECONFIG instead of the local cluster")
        .option("--image <repository>", "where that cluster finds the tags v1, v2 and v3 of the app", appImage)
        .addHelpText(
            "after",
            `\nSuites:\n${suites({})
                .map(({ name, describes }) => `  ${name}: ${describes}`)
                .join("\n")}`,
        )
        .showHelpAfterError()
        .parse();
    const unknown = program.args.filter((name) => !names.includes(name));
    if (unknown.length > 0) {
        throw new UserError(`unknown suite ${unknown.join(", ")}; there are: ${names.join(", ")}`);
    }
    const { context, image } = program.opts<{ context?: string; image: string }>();
    if (context !== undefined) {
        console.log(`e2e runs on the context ${context} of ${process.env["KUBECONFIG"] ?? "~/.kube/config"}`);
    }
    const chosen = suites({
        CANARY_E2E_IMAGE: image,
        ...(context === undefined ? {} : { CANARY_E2E_CONTEXT: context }),
    });
    const total: Counts = { passed: 0, failed: 0 };
    for (const suite of chosen.filter(({ name }) => program.args.length === 0 || program.args.includes(name))) {
        console.log(`\n== ${suite.name}: ${suite.describes}`);
        const { passed, failed } = await suite.run().catch((error: unknown) => {
            console.log(error instanceof Error ? error.message : String(error));
            return { passed: 0, failed: 1 };
        });
        total.passed += passed;
        total.failed += failed;
    }
    console.log(`\n${total.passed} passed, ${total.failed} failed`);
    process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
});

/** Brings the target up before any test's clock runs, says what it is made of, and runs the end-to-end tests. */
async function endToEnd(environment: Record<string, string>): Promise<Counts> {
    // The demo and the tests share one cluster, and each clears what it finds.
    return withLock("run", console.log, async () => {
        const { toolchain, images } = await openTarget(environment["CANARY_E2E_CONTEXT"], console.log);
        console.log(`programs: node ${process.versions.node} (the system's)`);
        for (const entry of toolchain.entries.values()) {
            console.log(`  ${describe(entry)}`);
        }
        for (const [name, version] of toolchain.packages) {
            console.log(`  ${name} ${version} (Debian package, installed)`);
        }
        for (const { reference, origin, seconds } of images) {
            console.log(`  ${reference} (${origin === "cache" ? "cached, " : ""}built in ${seconds} s)`);
        }
        if (environment["CANARY_E2E_CONTEXT"] !== undefined) {
            console.log("tests/e2e/local is not run: it is about the local cluster");
            return mocha(["tests/e2e/*.spec.ts"], environment);
        }
        return mocha(["tests/e2e/*.spec.ts", "tests/e2e/local/*.spec.ts"], environment);
    });
}
