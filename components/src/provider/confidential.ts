/** Names of headers that hold credentials. */
const confidential =
    /(^|[-_])(auth|authorization|key|session|signature)([-_]|$)|token|secret|passw|cookie|credential|api-?key/;

/** True for the name of a header that holds credentials. */
export function isConfidential(name: string): boolean {
    return confidential.test(name.toLowerCase());
}
