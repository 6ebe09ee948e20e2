import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { checkout, home } from "../local/home";
import { UserError } from "../local/userError";

/**
 * The pulumi to run: what `PULUMI` names, else the one on PATH, else the one that scripts/cluster has built here. Never
 * builds it: that takes longer than a job of a pipeline may.
 */
export function findPulumi(env: Readonly<Record<string, string | undefined>>, localHome = home): string {
    const named = env["PULUMI"] ?? "";
    if (named !== "") {
        return named.includes("/") && !isAbsolute(named) ? resolve(named) : named;
    }
    if ((env["PATH"] ?? "").split(delimiter).some((folder) => isProgram(join(folder, "pulumi")))) {
        return "pulumi";
    }
    if (isProgram(join(localHome, "bin", "pulumi"))) {
        return join(checkout, "scripts", "pulumi");
    }
    throw new UserError(
        "pulumi is not on PATH; install it (https://www.pulumi.com/docs/install), let PULUMI name it, or run scripts/cluster up, which builds it",
    );
}

function isProgram(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
