import { type Change, changesOf, driftOf } from "./changes";
import { changeLines, countsOf } from "./changeLines";
import type { EngineEvent } from "./engineEvents";
import { errorsOf, gateLinesOf, outputsOf, type Progress, progressOf, type Verdict, verdictOf } from "./updateResult";
import { code, fenced, folded, table, words } from "./markdown";
import { type Violation, violationsOf } from "./violations";

/** What one run of pulumi came to. */
export interface Run {
    /** The stack that it worked on. */
    readonly stack: string;
    readonly exitCode: number;
    readonly events: readonly EngineEvent[];
}

/** What a pull request would change, and which rules that breaks. */
export function previewSummary({ stack, exitCode, events }: Run): string {
    const violations = violationsOf(events);
    const changes = changesOf(events);
    const verdict = exitCode === 0 ? countsOf(changes) : refused(violations) ? "refused by policies" : "failed";
    return page(`Preview of ${stack}: ${verdict}`, [
        ...violationSection(violations),
        ...(exitCode === 0 ? [] : errorSection(events, violations)),
        ...changeSection(changes, "Changes"),
    ]);
}

/** What an update did: the gate's verdict and lines, or why there was none. */
export function deploySummary({ stack, exitCode, events }: Run): string {
    const violations = violationsOf(events);
    const changes = changesOf(events);
    const lines = gateLinesOf(events);
    const verdict = verdictOf(outputsOf(events));
    const end =
        exitCode === 0 ? (verdict?.outcome ?? "updated") : refused(violations) ? "refused by policies" : "failed";
    const progress = progressOf(events);
    return page(`Update of ${stack}: ${end}`, [
        ...(exitCode === 0 ? [] : errorSection(events, violations)),
        ...(exitCode === 0 ? [] : progressSection[progress]),
        ...violationSection(violations),
        ...(exitCode === 0 && verdict !== undefined ? verdictSection(verdict) : []),
        ...(lines.length === 0 ? [] : ["### The rollout", "", ...fenced(lines, "text"), ""]),
        ...changeSection(
            changes,
            exitCode === 0
                ? "Changes"
                : progress === "only previewed"
                  ? "What would have changed"
                  : "What was to change",
        ),
    ]);
}

const look = "Run `pulumi cancel` if the stack is still locked, and `scripts/ci/drift` to see how things stand.";

const progressSection: Readonly<Record<Progress, readonly string[]>> = {
    ended: [],
    "broken off": [`pulumi was ended in the middle of the update: what of it was applied is not known. ${look}`, ""],
    "only previewed": ["Nothing was applied: the preview before the update failed.", ""],
    unknown: [`Whether anything was applied is not known: pulumi ended without saying so. ${look}`, ""],
};

/** How a cluster differs from what was deployed to it, and what an update would change. */
export function driftSummary({ stack, exitCode, events }: Run): string {
    const drift = driftOf(events);
    const changes = changesOf(events);
    const found = drift.length > 0 || changes.length > 0;
    const failed = exitCode !== 0 && !found;
    const verdict = failed ? "could not be told" : found ? "found" : "none";
    const incomplete = found && errorsOf(events).length > 0;
    return page(`Drift of ${stack}: ${verdict}`, [
        ...(failed || incomplete ? errorSection(events) : []),
        ...(incomplete ? ["The check failed on the way: there may be more than what is shown here.", ""] : []),
        ...(drift.length === 0
            ? []
            : [
                  `### In the cluster, but not by pulumi (${drift.length})`,
                  "",
                  "`-` is what was deployed, `+` is what is there now.",
                  "",
                  ...fenced(changeLines(drift), "diff"),
                  "",
              ]),
        ...changeSection(changes, "What `pulumi up --refresh` would change"),
    ]);
}

/** How the end of an ephemeral environment went. */
export function destroySummary({ stack, exitCode, events }: Run): string {
    return page(`Removal of ${stack}: ${exitCode === 0 ? "nothing is left" : "failed, something is left"}`, [
        ...(exitCode === 0 ? [] : errorSection(events)),
    ]);
}

/** Whether rules, rather than the program or the cluster, have stopped it. */
export function refused(violations: readonly Violation[]): boolean {
    return violations.some(({ mandatory }) => mandatory);
}

function violationSection(violations: readonly Violation[]): string[] {
    if (violations.length === 0) {
        return [];
    }
    const rules = new Set(violations.map(({ rule }) => rule)).size;
    const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
    return [
        `### Policies: ${counted(violations.length, "violation")} of ${counted(rules, "rule")}`,
        "",
        ...table(
            ["rule", "level", "object", "what is wrong"],
            violations.map(({ rule, mandatory, resource, message }) => [
                code(rule),
                mandatory ? "mandatory" : "advisory",
                resource === undefined ? "the whole stack" : `${code(resource.name)} (${code(resource.type)})`,
                words(message),
            ]),
        ),
        "",
    ];
}

function changeSection(changes: readonly Change[], title: string): string[] {
    if (changes.length === 0) {
        return [];
    }
    const lines = fenced(changeLines(changes), "diff");
    const head = `${title}: ${countsOf(changes)}`;
    return changes.length > 20 ? [...folded(words(head), lines), ""] : [`### ${head}`, "", ...lines, ""];
}

function errorSection(events: readonly EngineEvent[], violations: readonly Violation[] = []): string[] {
    const errors = errorsOf(events);
    return errors.length === 0 && !refused(violations)
        ? ["pulumi says no more here than that it failed; its log may.", ""]
        : errors.flatMap((error) => [...fenced(error.split("\n"), "text", 60), ""]);
}

function verdictSection({ outcome, revision, image, url, evidence }: Verdict): string[] {
    const measurements = Object.entries(evidence.measurements ?? {});
    const shares = evidence.shares ?? [];
    return [
        `**${outcome}**: revision ${revision}, ${code(image)}${url === undefined ? "" : `, ${code(url)}`}`,
        "",
        ...(evidence.notes ?? []).map((note) => `- ${words(note)}`),
        ...(evidence.notes === undefined ? [] : [""]),
        ...(measurements.length === 0
            ? []
            : [
                  ...table(
                      ["metric", "last value", "must be", "measurements", ""],
                      measurements.map(([name, { value, condition, count, phase }]) => [
                          words(name),
                          value === undefined ? "not measured" : code(value),
                          code(condition),
                          String(count),
                          words(phase),
                      ]),
                  ),
                  "",
              ]),
        ...(shares.length === 0
            ? []
            : [
                  ...table(
                      ["weight", "requests that the new version got", "of"],
                      shares.map(({ weight, canary, total }) => [`${weight} %`, String(canary), String(total)]),
                  ),
                  "",
              ]),
    ];
}

function page(title: string, lines: readonly string[]): string {
    return `${[`## ${words(title)}`, "", ...lines].join("\n").trimEnd()}\n`;
}
