import { containersOf, podsOf } from "../model/pods";
import { rule } from "../model/rule";
import { regex, strings } from "../model/ruleSettings";
import { flatMapKnown, fieldsAt, known, listAt, stringAt } from "../model/value";

/** Patterns of values that are secrets under any name: keys, tokens of known vendors, passwords in URLs. */
const secretForms = [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    /\bAKIA[0-9A-Z]{16}\b/,
    /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
    /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./,
    /^[a-z][a-z0-9+.:-]*:\/\/[^/\s:@]*:[^/\s@]+@/i,
    /:\/\/\S*[?&;](password|passwd|pwd|secret|token|api_?key)=[^&;\s]/i,
];

/** A value that begins with an address, or with a variable that is followed by a path or a port. */
const address = /^([a-z][a-z0-9+.:-]*:\/\/|\$\([^)]*\)[/:])/i;

/** A value that turns a feature on or off. */
const switchValue = /^(true|false|on|off|yes|no|enabled|disabled)$/i;

export default rule({
    name: "no-plaintext-secrets",
    description: "No environment variable holds a secret in plain text.",
    why:
        "The value would be in the Rollout, in every ReplicaSet of its history, in Pulumi's state and in the diffs of " +
        "pipelines, for everyone who may read one of them.",
    // The value is never printed, because the message ends up in logs.
    fix: "keep the value in a Secret, and read it with valueFrom.secretKeyRef",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {
        names: regex(
            "(^|_)([A-Z0-9]*(PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|(API|ACCESS|PRIVATE|SIGNING|JWT|ENCRYPTION)_?KEY)S?|" +
                "[A-Z0-9]*TOKEN)(_|$)|_(PASS|PWD|AUTH)$",
            "A case-insensitive regular expression of the names of secret variables; apiToken is read as api_Token",
        ),
        harmless: regex(
            "_(FILE|PATH|DIR|NAME|NAMESPACE|PROJECT|REGION|PROVIDER|BACKEND|STORE|ISSUER|AUDIENCE|SCOPES?|HEADER|COOKIE|PREFIX|" +
                "SUFFIX|FIELD|TYPE|FORMAT|MODE|POLICY|PATTERN|REGEX|ALG|ALGORITHM|VERSION|LENGTH|SIZE|MIN|MAX|COUNT|LIMIT|" +
                "ROUNDS|TTL|AGE|EXPIRY|EXPIRATION|EXPIRES(_IN)?|LIFETIME|DURATION|VALIDITY|INTERVAL|TIMEOUT|ROTATION|LEEWAY|" +
                "ENDPOINT|HOST|HOSTNAME|PORT|ADDR|ADDRESS|PAGE|HASHER|HISTORY|DIGITS|BUDGET|BUCKET|LOOKUP|" +
                "(MILLI)?SECONDS|MINUTES|HOURS|DAYS|MS|ENABLED|DISABLED|REQUIRED)$",
            "A regular expression of those of them whose values only locate or describe a secret; _URL counts too if " +
                "the value is a URL",
        ),
        allowed: strings([], "Names that are not secrets, whatever they look like", 0),
    },
    eachObject(object, { names, harmless, allowed }) {
        const secret = new RegExp(names, "i");
        const pointer = new RegExp(harmless, "i");
        return flatMapKnown(podsOf(object).flatMap(containersOf), ({ kind, name: container, body }) =>
            flatMapKnown(listAt(body, "env"), (variable) => {
                const name = stringAt(variable, "name") ?? "";
                const value = known(fieldsAt(variable)["value"]);
                if (typeof value !== "string" || allowed.includes(name)) {
                    return [];
                }
                const own = withoutReferences(value);
                if (own === "" || switchValue.test(own)) {
                    return [];
                }
                const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[-.]/g, "_");
                const pointing = pointer.test(words) || (/_UR[LI]$/i.test(words) && address.test(value));
                const called = secret.test(words) && !pointing;
                const why = called ? "is named like a secret" : "looks like one";
                const found = `${kind} ${container} has a plain value in ${name}, which ${why}, must come from a Secret`;
                return called || secretForms.some((form) => form.test(own)) ? [{ object, found }] : [];
            }),
        );
    },
});

/** Returns a value without its references to other variables; `$$(` is Kubernetes' escape for `$(`. */
function withoutReferences(value: string): string {
    return value.replace(/(?<!\$)\$\([A-Za-z_][\w.-]*\)/g, "");
}
