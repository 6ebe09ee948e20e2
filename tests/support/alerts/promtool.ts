import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { PlainRuleSpec } from "../../../components/src/monitoring/alerts/alert";
import { builtProgram } from "../programs";
import { type AlertCase, rules } from "./cases";

/** The result of a run of promtool. */
export interface PromtoolRun {
    readonly passed: boolean;
    readonly output: string;
}

/** `promtool check rules`. */
export function checkRules(spec: PlainRuleSpec): Promise<PromtoolRun> {
    return run(["check", "rules", "--lint=all", "--lint-fatal"], spec, "rules.json");
}

/** `promtool test rules` of one case. */
export function testRules(one: AlertCase): Promise<PromtoolRun> {
    const { alert, series, at, fired } = one;
    const spec = [rules.platform, rules.app].find((each) => rulesOf(each, alert).length > 0);
    if (spec === undefined) {
        throw new Error(`no rule is ${alert}`);
    }
    const expected = fired.map(({ severity, labels = {}, summary }) => {
        const rule = rulesOf(spec, alert).find((each) => each.labels?.["severity"] === severity);
        return {
            exp_labels: { ...rule?.labels, ...labels },
            exp_annotations: { ...rule?.annotations, summary },
        };
    });
    const test = {
        rule_files: ["rules.json"],
        evaluation_interval: "1m",
        // By default in any order, so that an alert could read what the groups of recording rules had a minute before.
        group_eval_order: spec.groups.map(({ name }) => name),
        tests: [
            {
                interval: "1m",
                input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
                alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: expected }],
            },
        ],
    };
    return run(["test", "rules"], spec, "test.json", test);
}

function rulesOf(spec: PlainRuleSpec, alert: string) {
    return spec.groups.flatMap((group) => group.rules.filter((rule) => rule.alert === alert));
}

async function run(args: string[], spec: PlainRuleSpec, file: string, test?: object): Promise<PromtoolRun> {
    const folder = mkdtempSync(join(tmpdir(), "promtool-"));
    try {
        // JSON is a part of YAML.
        writeFileSync(join(folder, "rules.json"), JSON.stringify(spec));
        if (test !== undefined) {
            writeFileSync(join(folder, file), JSON.stringify(test));
        }
        const { exitCode, all } = await execa(await builtProgram("promtool"), [...args, file], {
            cwd: folder,
            all: true,
            reject: false,
        });
        return { passed: exitCode === 0, output: all };
    } finally {
        rmSync(folder, { recursive: true });
    }
}
