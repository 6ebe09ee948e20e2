import { foundIn, type Result } from "./result";
import { textOutput } from "./textOutput";

/** Formats a run as annotations of a GitHub workflow, and the sum. */
export function githubOutput(result: Result): string {
    const lines = foundIn(result).map(({ rule, level, subject, found, file, line }) => {
        const command = level === "mandatory" ? "error" : "warning";
        return `::${command} file=${property(file)},line=${line},title=${property(rule.name)}::${data(`${subject}: ${found}; ${rule.fix}`)}\n`;
    });
    return lines.join("") + (textOutput(result).split("\n").at(-2) ?? "") + "\n";
}

function data(text: string): string {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
    return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
