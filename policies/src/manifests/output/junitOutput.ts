import { groupsOf } from "./groups";
import { subjectOf } from "../../model/objects";
import { sourceOf } from "../place";
import { type Found, foundIn, placeOf, type Result } from "./result";

/** Formats a run as JUnit's XML: a test case for each object, which fails by its mandatory violations. */
export function junitOutput(result: Result): string {
    const groups = groupsOf(foundIn(result), ({ object }) => object);
    const failed = [...groups.values()].filter((all) => all.some(({ level }) => level === "mandatory")).length;
    const cases = result.objects.map((object) => {
        const place = placeOf(object, result.places);
        const name = `${subjectOf(object)} ${sourceOf(place)}`;
        return `    <testcase name="${escaped(name)}" classname="${escaped(place.file)}">${outcome(groups.get(object) ?? [])}</testcase>`;
    });
    const counts = `tests="${cases.length}" failures="${failed}"`;
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites name="canary-policies" ${counts}>`,
        `  <testsuite name="canary-policies" ${counts} errors="0" skipped="0">`,
        ...cases,
        "  </testsuite>",
        "</testsuites>",
        "",
    ].join("\n");
}

function outcome(found: readonly Found[]): string {
    const text = (level: string) =>
        found
            .filter((one) => one.level === level)
            .map(({ rule, found: what }) => escaped(`${rule.name}: ${what}; ${rule.fix}`))
            .join("\n");
    const [mandatory, advisory] = [text("mandatory"), text("advisory")];
    const rules = found.filter(({ level }) => level === "mandatory").map(({ rule }) => rule.name);
    return [
        mandatory === "" ? "" : `<failure type="mandatory" message="${rules.join(", ")}">${mandatory}</failure>`,
        advisory === "" ? "" : `<system-out>${advisory}</system-out>`,
    ].join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes a text for XML, which has no control characters but tab and line end. */
function escaped(text: string): string {
    return text
        .replace(/[\0-\x08\x0b-\x1f\ufffe\uffff]/g, "")
        .replace(/[&<>"]/g, (character) => entities[character] ?? "");
}
