import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A word that the field does not use, and what it uses instead. */
export interface Word {
    readonly pattern: RegExp;
    readonly instead: string;
}

/** The glossary of CONTRIBUTING.md. */
export const glossary: readonly Word[] = [
    word("somebody|someone", "a user, another client"),
    word("nobody|whoever|whomever", "no one, no owner, anyone who"),
    word("beside|besides", "next to, in addition to"),
    word("texts", "strings"),
    word("in plain(?! text)", "in plain text"),
    word("(?:hold|holds|held|holding) (?:\\w+ )?against", "check against"),
    word("refuse|refuses|refused|refusing|refusal", "reject"),
    word("tell|tells|telling|told", "report, pass"),
    word("say|says|saying|said", "report, state"),
    word("hear|hears|heard|hearing", "receive"),
    word("lasts|lasted", "persist, take"),
    word("unlike", "different from"),
    word("so many", "a number of"),
    word("the version before", "the previous version"),
    word("of (?:its|their) own", "its own, separate"),
    word("as it comes", "unset, unchanged"),
    word("all the same|to and fro|likewise|meanwhile", "still, back and forth, also, in the meantime"),
    word("anew", "again, from scratch"),
    {
        pattern: /(?:\/\*\*|^\s*\*\/?) (?:What|Whether|How|Where|Why|Who)\b/g,
        instead: "a noun or a verb at the start of a docstring",
    },
];

function word(alternatives: string, instead: string): Word {
    return { pattern: new RegExp(`(?<![\\w-])(?:${alternatives})(?![\\w-])`, "gi"), instead };
}

/** Files with text that is not ours, or that must stay as it was written. */
const exempt: readonly { readonly path: RegExp; readonly reason: string }[] = [
    { path: /(^|\/)(package-lock\.json|go\.sum|LICENSE)$/, reason: "generated, or a licence" },
    { path: /^tests\/fixtures\//, reason: "states and streams that older versions and the cluster wrote" },
    { path: /^scripts\/local\/toolchain\/go\//, reason: "a changed comment builds the program anew on every machine" },
    { path: /^tests\/(support|unit)\/repository\/words(\.spec)?\.ts$/, reason: "this list and its samples" },
];

/** Lines that may hold a word of the glossary. */
const allowed: readonly { readonly line: RegExp; readonly reason: string }[] = [
    { line: /<!-- glossary -->/, reason: "the glossary itself" },
];

/** Every use of a word of the glossary in the tracked files below `folder`: "path:line: word (instead)". */
export function findWords(checkout: string, folder = "."): string[] {
    const files = execFileSync("git", ["ls-files", "-z", "--", folder], { cwd: checkout, encoding: "utf8" });
    return files
        .split("\0")
        .filter((path) => path !== "" && existsSync(join(checkout, path)) && !exempt.some((one) => one.path.test(path)))
        .flatMap((path) => wordsOf(path, readFileSync(join(checkout, path), "utf8")));
}

/** The same for one file. */
export function wordsOf(path: string, text: string): string[] {
    return text.split("\n").flatMap((line, index) => {
        if (allowed.some((one) => one.line.test(line))) {
            return [];
        }
        return glossary.flatMap(({ pattern, instead }) =>
            [...line.matchAll(pattern)].map(
                ([found]) => `${path}:${String(index + 1)}: "${found.trim()}" (instead: ${instead})`,
            ),
        );
    });
}
