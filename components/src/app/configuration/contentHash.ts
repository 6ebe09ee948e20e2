import { createHash, scrypt } from "node:crypto";
import type { ConfigurationKind } from "./objectName";

/** Cost of the hash of a Secret: 32 MB and about 0.15 s, once per update. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Returns a hash over keys and values that does not depend on their order.
 *
 * It becomes part of a name, and so of the pod template, which more people may read than a Secret. There it reveals
 * that the content changed, and whether the same app had the same content before in the same namespace. A reader who
 * guesses all values of the Secret at once can verify the guess. Hence a slow hash, so that each guess costs as much as
 * one hash here, and a salt, so that equal Secrets of two apps or two environments get different hashes. It does not
 * protect a single value out of a few candidates. A ConfigMap's content is readable anyway.
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
