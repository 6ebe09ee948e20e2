import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { checkout } from "../../scripts/local/home";

/** A field of an exported interface, as its declaration documents it. */
export interface Field {
    readonly name: string;
    readonly optional: boolean;
    /** The type as written, on one line. */
    readonly type: string;
    /** The docstring on one line, without tags. */
    readonly description: string;
    /** The text of `@default`. */
    readonly defaultValue: string | undefined;
}

/**
 * Reads the fields of an interface from its source, in their order.
 *
 * @param file a path from the root of the repository
 * @throws Error if the file has no such interface
 */
export function fieldsOf(file: string, name: string): Field[] {
    const text = readFileSync(join(checkout, file), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const declaration = source.statements.find(
        (statement): statement is ts.InterfaceDeclaration =>
            ts.isInterfaceDeclaration(statement) && statement.name.text === name,
    );
    if (declaration === undefined) {
        throw new Error(`${file} has no interface ${name}`);
    }
    return declaration.members.filter(ts.isPropertySignature).map((member) => ({
        name: member.name.getText(source),
        optional: member.questionToken !== undefined,
        type: oneLine(member.type?.getText(source) ?? "unknown"),
        description: oneLine(ts.getJSDocCommentsAndTags(member).map(commentOf).join(" ")),
        defaultValue: defaultOf(member),
    }));
}

function commentOf(node: ts.Node): string {
    return ts.isJSDoc(node) ? (ts.getTextOfJSDocComment(node.comment) ?? "") : "";
}

function defaultOf(member: ts.Node): string | undefined {
    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
    const text = tag === undefined ? undefined : ts.getTextOfJSDocComment(tag.comment);
    return text === undefined ? undefined : oneLine(text).replace(/^- /, "");
}

function oneLine(text: string): string {
    return text.replaceAll(/\s+/g, " ").trim();
}
