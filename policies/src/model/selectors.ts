import { at, type Fields, fieldsAt, isFields, known, listAt, stringAt, stringsAt } from "./value";

/** True when a label selector, such as a PodDisruptionBudget's, matches: empty matches all labels, absent none. */
export function selectsLabels(selector: unknown, labels: Fields): boolean {
    if (!isFields(selector)) {
        return false;
    }
    const wanted = Object.entries(fieldsAt(selector, "matchLabels"));
    return (
        wanted.every(([key, value]) => known(labels[key]) === known(value)) &&
        listAt(selector, "matchExpressions").every((expression) => meets(labels, expression))
    );
}

function meets(labels: Fields, expression: unknown): boolean {
    const label = at(labels[stringAt(expression, "key") ?? ""]);
    const among = stringsAt(expression, "values").some((value) => value === label);
    switch (at(expression, "operator")) {
        case "In":
            return among;
        case "NotIn":
            return !among;
        case "Exists":
            return label !== undefined;
        case "DoesNotExist":
            return label === undefined;
        default:
            return false;
    }
}

/** True when a Service's selector matches labels of pods; an empty selector matches none. */
export function selects(selector: Fields, labels: Fields): boolean {
    const wanted = Object.entries(selector);
    return wanted.length > 0 && wanted.every(([key, value]) => known(labels[key]) === known(value));
}
