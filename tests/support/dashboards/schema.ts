import { execa } from "execa";
import { builtProgram } from "../programs";

/** Returns what Grafana's schema finds in a dashboard's JSON, a line each: nothing in a valid one. */
export async function schemaFindings(json: string): Promise<string[]> {
    const { stdout } = await execa(await builtProgram("dashboard-check"), { input: json, reject: false });
    return stdout.split("\n").filter((line) => line !== "");
}
