import { execa } from "execa";
import { builtProgram } from "../programs";

/** Returns what Grafana's schema finds in a dashboard's JSON, a line each: nothing in a valid one. */
export async function schemaFindings(json: string): Promise<string[]> {
    const program = await builtProgram("dashboard-check");
    const { exitCode, stdout, stderr } = await execa(program, { input: json, reject: false });
    const findings = stdout.split("\n").filter((line) => line !== "");
    if (exitCode !== (findings.length === 0 ? 0 : 1)) {
        throw new Error(`dashboard-check ended with ${String(exitCode)}: ${stderr}`);
    }
    return findings;
}
