import { isFileName, isObjectName } from "../../kubernetes/names";
import { type InputProblem, isHttpUrl, isNonEmptyString, isUnknown } from "../../provider/inputs";
import { type Check, check, fieldsOf, list, object, optional, text } from "./nestedChecks";
import type { PrometheusAccess } from "./prometheusAccess";

/** Headers that the HTTP client or the API server uses itself. */
const reserved =
    /^(host|accept|connection|content-.*|transfer-encoding|upgrade|te|trailer|impersonate-.*|x-remote-.*)$/;

/** Names of headers that hold credentials. */
const confidential =
    /(^|[-_])(auth|authorization|key|session|signature)([-_]|$)|token|secret|passw|cookie|credential|api-?key/;

/** True for the name of a header that holds credentials. */
export function isConfidential(name: string): boolean {
    return confidential.test(name.toLowerCase());
}

const headerName = text(
    (name) => /^[A-Za-z0-9_-]+$/.test(name) && !reserved.test(name.toLowerCase()),
    "the name of a header that neither the HTTP client nor the API server sets itself",
);
const headerText = text(
    // Two braces are an argument of Argo Rollouts.
    (value) => /^[\x20-\x7e]+$/.test(value) && !value.includes("{{"),
    "printable ASCII without {{",
);
const nonEmpty = text(isNonEmptyString, "a string that is not empty");
const secretKey = object("a key of a Secret, { name, key }", {
    name: text(isObjectName, "the name of a Secret"),
    key: text(isFileName, "a key of the Secret"),
});

const eitherHeader = "a header, { name, value } or { name, secret, prefix }";
const plainHeader = object(eitherHeader, { name: headerName, value: headerText });
const secretHeader = object(eitherHeader, { name: headerName, secret: secretKey, prefix: optional(headerText) });

const header: Check = (value, property) => {
    const { name, secret, value: plain } = fieldsOf(value) ?? {};
    if (secret !== undefined && plain !== undefined) {
        return [{ property, message: "must have either value or secret, got both" }];
    }
    if (plain !== undefined && typeof name === "string" && isConfidential(name)) {
        const message = `must be absent, because ${name} holds credentials: put them into a Secret, and set secret { name, key }`;
        return [{ property: `${property}.value`, message }];
    }
    return (plain === undefined ? secretHeader : plainHeader)(value, property);
};

const clientId: Check = (value, property) => (typeof value === "string" ? nonEmpty : secretKey)(value, property);

const access = object("an object such as { headers, bearerToken }", {
    headers: optional(list("a list of headers", header)),
    bearerToken: optional(secretKey),
    basicAuth: optional(secretKey),
    oauth2: optional(
        object("an object { tokenUrl, clientId, clientSecret, scopes }", {
            tokenUrl: text(isHttpUrl, "an http or https URL without credentials"),
            clientId,
            clientSecret: secretKey,
            scopes: optional(list("a list of scopes", nonEmpty)),
        }),
    ),
    sigv4: optional(
        object("an object { region, profile, roleArn }", {
            region: nonEmpty,
            profile: optional(nonEmpty),
            roleArn: optional(nonEmpty),
        }),
    ),
    ca: optional(secretKey),
    insecure: optional(check((value) => typeof value === "boolean", "true or false")),
} satisfies Record<keyof PrometheusAccess, Check>);

/** Returns all problems of an input `prometheusAccess`, which may be absent; no message repeats a value of it. */
export function accessProblems(value: unknown): InputProblem[] {
    if (value === undefined) {
        return [];
    }
    const found = access(value, "prometheusAccess");
    const fields = fieldsOf(value);
    return found.length > 0 || fields === undefined ? found : conflicts(fields, "prometheusAccess");
}

/** Fields that send the header Authorization. */
const authorizing = ["bearerToken", "basicAuth", "oauth2", "sigv4"] as const;

/** Returns the problems of valid fields together: headers that are set twice, and a CA that nothing verifies. */
function conflicts(given: PrometheusAccess, property: string): InputProblem[] {
    const { headers = [], ca, insecure = false } = given;
    // Lists, headers and names that a preview does not know are strings.
    const known: readonly { readonly name?: string }[] = Array.isArray(headers) ? headers : [];
    const names = known.map(({ name }) => (isUnknown(name) ? undefined : name?.toLowerCase()));
    const sources = [
        ...authorizing.filter((field) => given[field] !== undefined),
        ...names.filter((name) => name === "authorization").map(() => "a header Authorization"),
    ];
    const once = `must have at most one of ${authorizing.join(", ")} and a header Authorization`;
    return [
        ...names.flatMap((name, index) =>
            name !== undefined && names.indexOf(name) < index
                ? [
                      {
                          property: `${property}.headers[${index}].name`,
                          message: "must differ from that of another header",
                      },
                  ]
                : [],
        ),
        ...(sources.length > 1 ? [{ property, message: `${once}, got ${sources.join(" and ")}` }] : []),
        ...(ca !== undefined && insecure
            ? [{ property: `${property}.insecure`, message: "must be false with ca, which would verify nothing" }]
            : []),
    ];
}
