import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";

const file = join(__dirname, "..", "..", "..", "components", "schemas", "report.schema.json");
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(file, "utf8")) as object,
);

/** Returns the deviations of a report from the committed schema, as JSON has it. */
export function schemaProblems(report: unknown): string[] {
    validate(JSON.parse(JSON.stringify(report)));
    return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}
