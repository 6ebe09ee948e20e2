import type { PreviewCheck, PreviewSchedule } from "@canary-delivery/components/preflight";
import { type Change, changesOf, driftOf } from "./changes";
import { changeLines, countsOf } from "./changeLines";
import type { EngineEvent } from "../local/engineEvents";
import { errorsOf, gateLinesOf, outputsOf, type Progress, progressOf, type Verdict, verdictOf } from "./updateResult";
import { code, fenced, folded, table, words } from "./markdown";
import type { WrittenReport } from "./reports";
import { schedulesOf } from "./schedules";
import { type Violation, violationsOf } from "./violations";

/** The result of one run of pulumi. */
export interface Run {
    /** The stack of the run. */
    readonly stack: string;
    readonly exitCode: number;
    readonly events: readonly EngineEvent[];
}

/**
 * Summarizes what a pull request would change and which rules it violates.
 *
 * @param checks the preflights; undefined if they were not asked for
 */
export function previewSummary({ stack, exitCode, events }: Run, checks?: readonly PreviewCheck[]): string {
    const violations = violationsOf(events);
    const changes = changesOf(events);
    const verdict = exitCode === 0 ? countsOf(changes) : isBlocked(violations) ? "rejected by policies" : "failed";
    return page(`Preview of ${stack}: ${verdict}`, [
        ...violationSection(violations),
        ...(exitCode === 0 ? [] : errorSection(events, violations)),
        ...preflightSection(checks),
        ...(exitCode === 0 ? schedulesOf(events, checks).flatMap(scheduleSection) : []),
        ...changeSection(changes, "Changes"),
    ]);
}

/**
 * Summarizes an update: the reports that its gates wrote, or without one the verdict in the outputs, the gate's lines, the
 * errors and the changes.
 */
export function deploySummary({ stack, exitCode, events }: Run, reports: readonly WrittenReport[] = []): string {
    const violations = violationsOf(events);
    const changes = changesOf(events);
    const lines = gateLinesOf(events);
    const verdict = verdictOf(outputsOf(events));
    const end =
        exitCode === 0 ? (verdict?.outcome ?? "updated") : isBlocked(violations) ? "rejected by policies" : "failed";
    const progress = progressOf(events);
    return page(`Update of ${stack}: ${end}`, [
        ...(exitCode === 0 ? [] : errorSection(events, violations, reports)),
        ...(exitCode === 0 ? [] : progressSection[progress]),
        ...violationSection(violations),
        ...reports.flatMap(({ markdown }) => [nested(markdown), ""]),
        ...(exitCode === 0 && verdict !== undefined && reports.length === 0 ? verdictSection(verdict) : []),
        ...linesSection(lines, reports.length > 0),
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

const look =
    "Run `pulumi cancel` if the stack is still locked, and `scripts/ci/drift` to compare the cluster with the program.";

const progressSection: Readonly<Record<Progress, readonly string[]>> = {
    ended: [],
    "broken off": [`pulumi was killed during the update: how much of it was applied is not known. ${look}`, ""],
    "only previewed": ["Nothing was applied: the preview before the update failed.", ""],
    unknown: [`It is not known whether anything was applied: pulumi ended without reporting it. ${look}`, ""],
};

/** Summarizes the differences between the cluster and the last deployment, and what an update would change. */
export function driftSummary({ stack, exitCode, events }: Run): string {
    const drift = driftOf(events);
    const changes = changesOf(events);
    const found = drift.length > 0 || changes.length > 0;
    const failed = exitCode !== 0 && !found;
    const verdict = failed ? "could not be determined" : found ? "found" : "none";
    const incomplete = found && errorsOf(events).length > 0;
    return page(`Drift of ${stack}: ${verdict}`, [
        ...(failed || incomplete ? errorSection(events) : []),
        ...(incomplete ? ["The check failed before its end: there may be more drift than shown here.", ""] : []),
        ...(drift.length === 0
            ? []
            : [
                  `### In the cluster, but not by pulumi (${drift.length})`,
                  "",
                  "`-` was deployed, `+` is in the cluster now.",
                  "",
                  ...fenced(changeLines(drift), "diff"),
                  "",
              ]),
        ...changeSection(changes, "What `pulumi up --refresh` would change"),
    ]);
}

/** Summarizes the removal of an ephemeral environment. */
export function destroySummary({ stack, exitCode, events }: Run): string {
    return page(`Removal of ${stack}: ${exitCode === 0 ? "nothing is left" : "failed, something is left"}`, [
        ...(exitCode === 0 ? [] : errorSection(events)),
    ]);
}

/** True if mandatory policies stopped the run, rather than the program or the cluster. */
export function isBlocked(violations: readonly Violation[]): boolean {
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

function preflightSection(checks: readonly PreviewCheck[] | undefined): string[] {
    if (checks === undefined) {
        return [];
    }
    const lines = checks.flatMap(({ rollout, problems, notes, unchecked }) => {
        const found = [
            ...(unchecked === undefined ? [] : [["not checked", unchecked]]),
            ...problems.map((text) => ["problem", text]),
            ...notes.map((text) => ["note", text]),
        ];
        return found.map(([severity = "", text = ""]) => [code(rollout), severity, words(text)]);
    });
    const end =
        lines.length > 0 ? "found on the cluster" : checks.length > 0 ? "nothing is missing" : "nothing to check";
    return [`### Preflight: ${end}`, "", ...(lines.length === 0 ? [] : [...table(["rollout", "", "what"], lines), ""])];
}

function changeSection(changes: readonly Change[], title: string): string[] {
    if (changes.length === 0) {
        return [];
    }
    const lines = fenced(changeLines(changes), "diff");
    const head = `${title}: ${countsOf(changes)}`;
    return changes.length > 20 ? [...folded(words(head), lines), ""] : [`### ${head}`, "", ...lines, ""];
}

/** The gate's lines; folded below a report, which has their numbers. */
function linesSection(lines: readonly string[], fold: boolean): string[] {
    const shown = fenced(lines, "text");
    return lines.length === 0
        ? []
        : fold
          ? [...folded("The rollout, line by line", shown), ""]
          : ["### The rollout", "", ...shown, ""];
}

/** A report's Markdown as a part of a page: each heading one level down. */
function nested(markdown: string): string {
    return markdown.trimEnd().replaceAll(/^(?=##+ )/gm, "#");
}

function scheduleSection({ rollout, pauses, note }: PreviewSchedule): string[] {
    const counted = pauses.some(({ requests }) => requests !== undefined);
    const judged = pauses.some(({ shows }) => shows !== undefined);
    const columns = [
        "weight",
        "pause",
        ...(counted ? ["requests of the new version"] : []),
        ...(judged ? ["least fault it shows"] : []),
    ];
    const rows = pauses.map(({ weight, seconds, requests = 0, shows = "" }) => [
        `${weight} %`,
        `${seconds} s`,
        ...(counted ? [String(requests)] : []),
        ...(judged ? [words(shows)] : []),
    ]);
    const steps = rows.length === 0 ? [] : [...table(columns, rows), ""];
    return [`### Schedule of ${words(rollout)}`, "", ...steps, words(note), ""];
}

function errorSection(
    events: readonly EngineEvent[],
    violations: readonly Violation[] = [],
    reports: readonly WrittenReport[] = [],
): string[] {
    const sentences = reports.flatMap(({ content, path }) => (content ? [`${content.sentence}; report: ${path}`] : []));
    const all = errorsOf(events);
    const errors = all.filter((error) => !sentences.includes(error));
    return all.length === 0 && !isBlocked(violations)
        ? ["pulumi reported only that it failed; see its log.", ""]
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
