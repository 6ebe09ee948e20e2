import { groupsOf } from "./groups";
import { sourceOf } from "../place";
import { countOf, foundIn, type Result } from "./result";

/** Formats the violations by object, those with mandatory ones first, and the fix of each rule once. */
export function textOutput(result: Result): string {
    const found = foundIn(result);
    const groups = groupsOf(found, (one) => oneLine(`${one.subject}  ${sourceOf(one)}`));
    const width = Math.max(0, ...found.map(({ rule }) => rule.name.length));
    const objects = [...groups].map(([title, all]) => {
        const lines = all.map(
            ({ level, rule, found: text }) => `  ${level.padEnd(9)}  ${rule.name.padEnd(width)}  ${oneLine(text)}`,
        );
        return [title, ...lines, "", ""].join("\n");
    });
    const fixes = [...new Set(found.map(({ rule }) => rule))].map(
        ({ name, fix }) => `  ${name.padEnd(width)}  ${fix}\n`,
    );
    const how = fixes.length === 0 ? "" : `How to fix:\n${fixes.join("")}\n`;
    const counts = `${countOf(result, "mandatory")} mandatory, ${countOf(result, "advisory")} advisory`;
    return `${objects.join("")}${how}${result.objects.length} objects checked: ${counts}\n`;
}

function oneLine(text: string): string {
    return text.replace(/\s*[\r\n]\s*/g, " ");
}
