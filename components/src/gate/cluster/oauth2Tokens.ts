import { jsonOf, recordOf } from "./prometheusAnswer";
import { messageOf, type Verification } from "./prometheusRequest";

/** A client of an OAuth2 server, with its credentials. */
export interface OAuth2Client {
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly scopes: readonly string[];
}

/** A token, and the time at which a new one is due, in milliseconds since the epoch. */
export interface Token {
    readonly value: string;
    readonly renewAt: number;
}

/** Time before its end at which a token is replaced, at most half of its life. */
const reserveMs = 10_000;

/**
 * Requests a token by client credentials (RFC 6749, 4.4): with HTTP Basic, and where the server rejects that, with the
 * credentials in the form, as Argo Rollouts does.
 *
 * @throws Error with one sentence that may contain what the server answered
 */
export async function requestToken(client: OAuth2Client, https: Verification, now: () => number): Promise<Token> {
    const { tokenUrl, clientId, clientSecret, scopes } = client;
    const form = {
        grant_type: "client_credentials",
        ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    };
    const user = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const basic = { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
    const first = await post(tokenUrl, form, basic, https);
    const answer =
        first.status === 400 || first.status === 401
            ? await post(tokenUrl, { ...form, client_id: clientId, client_secret: clientSecret }, {}, https)
            : first;
    const { access_token: value, expires_in: seconds, error } = recordOf(answer.body);
    if (answer.status !== 200 || typeof value !== "string" || value === "") {
        const reason = typeof error === "string" ? `: ${error}` : answer.status === 200 ? ", but with no token" : "";
        throw new Error(`the token URL ${tokenUrl} answered with HTTP status ${answer.status}${reason}`);
    }
    const life = Number(seconds) * 1000;
    // Without a given life it is used until it is denied.
    return { value, renewAt: life > 0 ? now() + life - Math.min(reserveMs, life / 2) : Infinity };
}

async function post(
    url: string,
    form: Record<string, string>,
    headers: Record<string, string>,
    https: Verification,
): Promise<{ readonly status: number; readonly body: unknown }> {
    const { default: got } = await import("got");
    const response = await got(url, {
        method: "POST",
        form,
        headers: { accept: "application/json", ...headers },
        https,
        // The form must not follow to another host.
        followRedirect: false,
        throwHttpErrors: false,
        timeout: { connect: 5_000, request: 10_000 },
        retry: { limit: 0 },
    }).catch((error: unknown) => {
        throw new Error(`the token URL ${url} cannot be reached: ${messageOf(error)}`);
    });
    return { status: response.statusCode, body: jsonOf(response.body) };
}
