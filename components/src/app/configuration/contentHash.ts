import { createHash, scrypt } from "node:crypto";
import type { ConfigurationKind } from "./objectName";

/** What the hash of a Secret costs: 32 MB and about 0.15 s, once per update. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * A hash over keys and values, whatever their order.
 *
 * It becomes part of a name, and so of the pod template, which more people may read than a Secret. There it reveals
 * that the content changed, and that it is one which the same app had before in the same namespace. And whoever guesses
 * all values of the Secret at once can see that the guess is right: hence a slow hash, so that each guess costs what
 * one does here, and a salt, so that equal Secrets of two apps or two environments do not look equal. It does not
 * protect a lone value out of a few candidates. Of a ConfigMap everything may be read anyway.
 */
export async function contentHash(
    kind: ConfigurationKind,
    content: Readonly<Record<string, string>>,
    salt: string,
): Promise<string> {
    const text = JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
    return kind === "Secret" ? slowHash(text, salt) : createHash("sha256").update(text).digest("hex");
}

function slowHash(text: string, salt: string): Promise<string> {
    return new Promise((resolve, reject) => {
        scrypt(text, salt, 32, cost, (error, key) => {
            if (error) {
                reject(error);
            } else {
                resolve(key.toString("hex"));
            }
        });
    });
}

/** The keys of an app's configuration. */
export interface ConfigurationKeys {
    readonly files: readonly string[];
    readonly secretFiles: readonly string[];
    readonly secretEnv: readonly string[];
}

/**
 * Everything that the API server, or the kubelet, would refuse about the keys.
 *
 * @param prefix what stands before a field's name in a sentence
 */
export function keyProblems({ files, secretFiles, secretEnv }: ConfigurationKeys, prefix = ""): string[] {
    const isFile = (key: string) => /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== "." && !key.startsWith("..");
    const isVariable = (key: string) => /^[-._a-zA-Z][-._a-zA-Z0-9]{0,252}$/.test(key) && isFile(key);
    const fileRule =
        "a file name of at most 253 letters, digits, dashes, dots and underscores, without a folder, not beginning with two dots";
    const variableRule =
        "a variable's name of at most 253 letters, digits, dashes, dots and underscores, not beginning with a digit";
    const refused = (field: string, keys: readonly string[], good: (key: string) => boolean, rule: string) =>
        keys
            .filter((key) => !good(key))
            .map((key) => `a key of ${prefix}${field} must be ${rule}, got ${JSON.stringify(key)}`);
    return [
        ...refused("files", files, isFile, fileRule),
        ...refused("secretFiles", secretFiles, isFile, fileRule),
        ...refused("secretEnv", secretEnv, isVariable, variableRule),
        // One Secret holds both.
        ...secretEnv
            .filter((key) => secretFiles.includes(key))
            .map(
                (key) =>
                    `${prefix}secretEnv and ${prefix}secretFiles must have different keys, both have ${JSON.stringify(key)}`,
            ),
    ];
}
