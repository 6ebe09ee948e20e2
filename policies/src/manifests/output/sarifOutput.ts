import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "../../model/rule";
import { ownVersion } from "../ownVersion";
import { json } from "./jsonOutput";
import { foundIn, type Result } from "./result";

/** Formats a run as SARIF 2.1.0, which GitHub, GitLab and editors read. */
export function sarifOutput(result: Result): string {
    const indexes = new Map(result.rules.map(({ name }, index) => [name, index]));
    const results = foundIn(result).map(({ rule, level, subject, found, file, line }) => ({
        ruleId: rule.name,
        ruleIndex: indexes.get(rule.name),
        level: level === "mandatory" ? "error" : "warning",
        message: { text: `${subject}: ${found}; ${rule.fix}` },
        locations: [
            {
                physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
                logicalLocations: [{ fullyQualifiedName: subject, kind: "object" }],
            },
        ],
        // Recognizes a finding whose lines have moved.
        partialFingerprints: { "ruleAndObject/v1": `${rule.name}/${subject}` },
    }));
    const driver = { name: "canary-policies", version: ownVersion(), rules: result.rules.map(descriptor) };
    const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
    return json({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] });
}

function descriptor({ name, description, why, fix, severity, enforcementLevel }: Rule) {
    return {
        id: name,
        shortDescription: { text: description },
        fullDescription: { text: why },
        help: { text: `Fix: ${fix}.` },
        defaultConfiguration: {
            enabled: enforcementLevel !== "disabled",
            level: enforcementLevel === "mandatory" ? "error" : "warning",
        },
        properties: { severity },
    };
}

function uriOf(file: string): string {
    return isAbsolute(file) ? pathToFileURL(file).href : file.split("/").map(encodeURIComponent).join("/");
}
