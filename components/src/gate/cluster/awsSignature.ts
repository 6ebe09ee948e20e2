import { sign } from "aws4";
import type { PrometheusSigv4 } from "../model/prometheusAccess";

/** Amazon Managed Service for Prometheus. */
const service = "aps";

/**
 * Returns the headers that sign a GET request to a URL by AWS Signature Version 4, with the credentials of the
 * environment.
 *
 * @throws Error with one sentence if the environment has none
 */
export function awsHeaders(url: URL, { region }: PrometheusSigv4): Record<string, string> {
    const {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
        throw new Error(
            "cannot be asked: prometheusAccess.sigv4 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
        );
    }
    const { headers = {} } = sign(
        { service, region, host: url.host, path: `${url.pathname}${url.search}`, method: "GET", headers: {} },
        { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    );
    return Object.fromEntries(
        Object.entries(headers)
            // The client sets it.
            .filter(([name]) => name.toLowerCase() !== "host")
            .map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
}
