import type { SecretKey } from "../../kubernetes/secretKey";

export type { SecretKey } from "../../kubernetes/secretKey";

/**
 * Access to a Prometheus that requires authentication. Everything confidential is in Secrets of the app's namespace:
 * the AnalysisTemplate and the gate name their keys, and neither holds their contents. `Text` is the type of a Secret's
 * name, which may come from another resource.
 */
export interface PrometheusAccess<Text = string> {
    /**
     * Headers of every query, such as the tenant `X-Scope-OrgID`.
     * @default []
     */
    readonly headers?: readonly PrometheusHeader<Text>[];
    /**
     * The key of a bearer token, for `Authorization: Bearer`.
     * @default - none
     */
    readonly bearerToken?: SecretKey<Text>;
    /**
     * The key of `user:password` in base64, for `Authorization: Basic`. Argo Rollouts cannot encode it itself.
     * @default - none
     */
    readonly basicAuth?: SecretKey<Text>;
    /**
     * OAuth2 client credentials, for a bearer token.
     * @default - none
     */
    readonly oauth2?: PrometheusOAuth2<Text>;
    /**
     * AWS Signature Version 4, for Amazon Managed Service for Prometheus. Argo Rollouts signs only if the address contains
     * `aps-workspaces`.
     * @default - none
     */
    readonly sigv4?: PrometheusSigv4;
    /**
     * The key of CA certificates in PEM that the gate trusts in addition to the usual ones. Argo Rollouts has no such
     * field: its controller needs the certificate in its own trust store.
     * @default - none
     */
    readonly ca?: SecretKey<Text>;
    /**
     * Skips the verification of the server's certificate, in Argo Rollouts and in the gate.
     * @default false
     */
    readonly insecure?: boolean;
}

/** A header: with a value in plain text, which is no credential, or with one from a Secret after a prefix. */
export type PrometheusHeader<Text = string> =
    | { readonly name: string; readonly value: string; readonly secret?: never; readonly prefix?: never }
    | {
          readonly name: string;
          readonly secret: SecretKey<Text>;
          /** A prefix such as `Bearer `, with its space. @default "" */
          readonly prefix?: string;
          readonly value?: never;
      };

/** OAuth2 client credentials (RFC 6749, 4.4). */
export interface PrometheusOAuth2<Text = string> {
    /** The https URL that issues tokens, reached by the controller and by the gate. */
    readonly tokenUrl: string;
    /** The client's id, in plain text or in a Secret. */
    readonly clientId: SecretKey<Text> | string;
    readonly clientSecret: SecretKey<Text>;
    /**
     * Scopes of the token.
     * @default []
     */
    readonly scopes?: readonly string[];
}

/** AWS Signature Version 4. The gate takes its credentials from the variables `AWS_ACCESS_KEY_ID` and so on. */
export interface PrometheusSigv4 {
    readonly region: string;
    /**
     * A profile of the controller's AWS configuration; the gate ignores it.
     * @default - the controller's own credentials
     */
    readonly profile?: string;
    /**
     * A role that the controller assumes; the gate ignores it.
     * @default - none
     */
    readonly roleArn?: string;
}

/** Returns all headers, those for `bearerToken` and `basicAuth` included. */
export function headersOf<Text>(access: PrometheusAccess<Text>): readonly PrometheusHeader<Text>[] {
    const { headers = [], bearerToken, basicAuth } = access;
    const authorization = (secret: SecretKey<Text> | undefined, prefix: string): PrometheusHeader<Text>[] =>
        secret === undefined ? [] : [{ name: "Authorization", secret, prefix }];
    return [...headers, ...authorization(bearerToken, "Bearer "), ...authorization(basicAuth, "Basic ")];
}

/** Returns the keys of Secrets that the controller reads. */
export function controllerKeysOf<Text>(access: PrometheusAccess<Text>): readonly SecretKey<Text>[] {
    const { clientId, clientSecret } = access.oauth2 ?? {};
    return [
        ...headersOf(access).map(({ secret }) => secret),
        typeof clientId === "object" ? clientId : undefined,
        clientSecret,
    ].filter((key) => key !== undefined);
}

/** Returns the keys of Secrets that the gate reads: the controller's, and `ca`. */
export function secretKeysOf<Text>(access: PrometheusAccess<Text>): readonly SecretKey<Text>[] {
    const { ca } = access;
    return ca === undefined ? controllerKeysOf(access) : [...controllerKeysOf(access), ca];
}

/**
 * Returns the reason why queries cannot take the API server's proxy: it drops the header Authorization, and verifies no
 * certificate. Undefined if they can.
 */
export function proxyProblem<Text>(access: PrometheusAccess<Text>): string | undefined {
    const { oauth2, sigv4, ca } = access;
    const authorizes = headersOf(access).some(({ name }) => name.toLowerCase() === "authorization");
    if (authorizes || oauth2 !== undefined || sigv4 !== undefined) {
        return "the API server's proxy drops the header Authorization";
    }
    return ca === undefined ? undefined : "the API server's proxy does not verify certificates";
}
