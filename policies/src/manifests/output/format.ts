import type { Format } from "./formats";
import { githubOutput } from "./githubOutput";
import { jsonOutput } from "./jsonOutput";
import { junitOutput } from "./junitOutput";
import type { Result } from "./result";
import { sarifOutput } from "./sarifOutput";
import { textOutput } from "./textOutput";

const outputs: Readonly<Record<Format, (result: Result) => string>> = {
    text: textOutput,
    json: jsonOutput,
    sarif: sarifOutput,
    junit: junitOutput,
    github: githubOutput,
};

/** Formats the result of a run. */
export function formatted(result: Result, format: Format): string {
    return outputs[format](result);
}
