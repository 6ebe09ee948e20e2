/**
 * Returns a conversion that is made once for all rules of a request. The SDK reads a request again for each policy,
 * calls the policies in order, and each once: a rule that comes again, or another subject, begins the next request.
 */
export function oncePerRequest<Subject, Result>(
    convert: (subject: Subject) => Result,
    nameOf: (subject: Subject) => string,
): (rule: object, subject: Subject) => Result {
    let last: { readonly name: string; readonly result: Result; readonly rules: Set<object> } | undefined;
    return (rule, subject) => {
        const name = nameOf(subject);
        if (last?.name !== name || last.rules.has(rule)) {
            last = { name, result: convert(subject), rules: new Set() };
        }
        last.rules.add(rule);
        return last.result;
    };
}
