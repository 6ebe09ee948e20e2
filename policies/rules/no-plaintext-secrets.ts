import { containersOf, podOf } from "../pods";
import { rule } from "../rule";
import { expression, texts } from "../settings";
import { aboutEach, fieldsAt, known, listAt, textAt } from "../value";

/** Values that are secrets whatever they are called: keys, tokens of known makers, passwords within URLs. */
const telling = [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    /\bAKIA[0-9A-Z]{16}\b/,
    /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
    /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./,
    /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i,
];

export default rule({
    name: "no-plaintext-secrets",
    description: "No secret stands in plain text in an environment variable.",
    why:
        "The value would be in the Rollout, in every ReplicaSet of its history, in Pulumi's state and in the diffs of " +
        "pipelines, for everybody who may read one of them.",
    // The value is never shown: what is printed here ends in logs.
    fix: "keep the value in a Secret, and read it with valueFrom.secretKeyRef",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {
        names: expression(
            "(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)",
            "A regular expression of the variables' names whose values are secrets, in whatever case",
        ),
        harmless: expression(
            "_(FILE|PATH|DIR|NAME|URL|TTL|SECONDS|ENABLED)$",
            "A regular expression of those among them whose values only say where a secret is, or something about it",
        ),
        allowed: texts([], "Names that are no secrets, whatever they look like", 0),
    },
    eachObject(object, { names, harmless, allowed }) {
        const pod = podOf(object);
        if (pod === undefined) {
            return [];
        }
        const secret = new RegExp(names, "i");
        const pointer = new RegExp(harmless, "i");
        return aboutEach(containersOf(pod), ({ kind, name: container, body }) =>
            aboutEach(listAt(body, "env"), (variable) => {
                const name = textAt(variable, "name") ?? "";
                const value = known(fieldsAt(variable)["value"]);
                if (typeof value !== "string" || value === "" || allowed.includes(name)) {
                    return [];
                }
                const called = secret.test(name) && !pointer.test(name);
                const why = called ? "is called like a secret" : "looks like one";
                const found = `${kind} ${container} has a plain value in ${name}, which ${why}, must come from a Secret`;
                return called || telling.some((form) => form.test(value)) ? [{ object, found }] : [];
            }),
        );
    },
});
