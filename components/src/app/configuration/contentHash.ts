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
