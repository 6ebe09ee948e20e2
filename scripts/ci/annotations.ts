import { casesOf } from "@canary-delivery/components/report";
import type { WrittenReport } from "./reports";
import { errorsOf } from "./updateResult";
import type { Run } from "./summaries";

/** GitHub shows this many errors of a step. */
const most = 10;

/**
 * Returns the commands by which GitHub Actions annotates a failed update: an error for each metric, share and signal that
 * failed, with its value and its threshold, then the sentence; then pulumi's errors that no report has. Empty after a success.
 */
export function annotationsOf({ exitCode, stack, events }: Run, reports: readonly WrittenReport[]): string[] {
    if (exitCode === 0) {
        return [];
    }
    const failures = reports.flatMap(({ content }) => {
        if (content === undefined) {
            return [];
        }
        const { namespace, name } = content.rollout;
        const failed = casesOf(content).flatMap(({ group, failure, ...one }) =>
            failure === undefined ? [] : [{ group, title: `${namespace}/${name}: ${one.name}`, failure }],
        );
        const causes = failed.filter(({ group }) => group !== "update");
        return [...causes, ...failed.filter(({ group }) => group === "update")];
    });
    const known = reports.flatMap(({ content, path }) => (content === undefined ? [] : [`; report: ${path}`]));
    const others = errorsOf(events).flatMap((failure) =>
        known.some((end) => failure.includes(end)) ? [] : [{ title: `update of ${stack}`, failure }],
    );
    return [...failures, ...others]
        .slice(0, most)
        .map(({ title, failure }) => `::error title=${property(title)}::${data(failure)}`);
}

/** Prints annotations where GitHub Actions reads them; nowhere else. */
export function annotate(
    commands: readonly string[],
    env: Readonly<Record<string, string | undefined>> = process.env,
    write: (text: string) => void = (text) => void process.stdout.write(text),
): void {
    if (env["GITHUB_ACTIONS"] === "true") {
        commands.forEach((command) => {
            write(`${command}\n`);
        });
    }
}

/** Escapes the message of a command, so that no line of it is another command. */
function data(text: string): string {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
    return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
