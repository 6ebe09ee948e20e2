import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";

/** Returns a check against a committed schema, which returns the deviations of a value as JSON has it. */
function checkOf(name: string, strictRequired = true): (value: unknown) => string[] {
    const file = join(__dirname, "..", "..", "..", "components", "schemas", `${name}.schema.json`);
    const validate = new Ajv2020({
        allErrors: true,
        strict: true,
        allowUnionTypes: true,
        strictRequired,
    }).compile(JSON.parse(readFileSync(file, "utf8")) as object);
    return (value) => {
        validate(JSON.parse(JSON.stringify(value)));
        return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
    };
}

/** Returns the deviations of a report. */
export const schemaProblems = checkOf("report");

/** Returns the deviations of a notification. */
export const notificationSchemaProblems = checkOf("notification", false);
