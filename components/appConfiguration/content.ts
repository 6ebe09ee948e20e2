import { scrypt } from "node:crypto";

/** What a hash costs: 32 MB and about 0.15 s, once per content and update. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * A hash over keys and values, whatever their order.
 *
 * It becomes part of a name, and so of the pod template, which more people read than the values. It reveals that a
 * content changed, and that it is one which the same app in the same namespace had before. Whoever guesses every
 * value of an object at once can see that the guess is right: hence a slow hash instead of a sha256, which makes each
 * guess cost what one does here, and a salt, which keeps equal contents of two apps or two environments from looking
 * equal. It does not protect a lone value from a list of few candidates; a value that short is no secret.
 */
export function contentHash(content: Readonly<Record<string, string>>, salt: string): Promise<string> {
    const entries = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1));
    return new Promise((resolve, reject) => {
        scrypt(JSON.stringify(entries), salt, 32, cost, (error, key) => {
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

/** Everything that the API server, or the kubelet, would refuse about the keys. */
export function keyProblems({ files, secretFiles, secretEnv }: ConfigurationKeys): string[] {
    const isFile = (key: string) => /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== "." && !key.startsWith("..");
    const isVariable = (key: string) => /^[-._a-zA-Z][-._a-zA-Z0-9]{0,252}$/.test(key) && isFile(key);
    const fileRule =
        "a file name of at most 253 letters, digits, dashes, dots and underscores, without a folder, not beginning with two dots";
    const variableRule =
        "a variable's name of at most 253 letters, digits, dashes, dots and underscores, not beginning with a digit";
    const refused = (field: string, keys: readonly string[], good: (key: string) => boolean, rule: string) =>
        keys.filter((key) => !good(key)).map((key) => `a key of ${field} must be ${rule}, got ${JSON.stringify(key)}`);
    return [
        ...refused("files", files, isFile, fileRule),
        ...refused("secretFiles", secretFiles, isFile, fileRule),
        ...refused("secretEnv", secretEnv, isVariable, variableRule),
        // One Secret holds both.
        ...secretEnv
            .filter((key) => secretFiles.includes(key))
            .map((key) => `secretEnv and secretFiles must have different keys, both have ${JSON.stringify(key)}`),
    ];
}
