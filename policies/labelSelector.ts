import { at, type Fields, fieldsAt, isFields, known, listAt, textAt, textsAt } from "./value";

/** Whether a label selector, such as a PodDisruptionBudget's, selects labels: an empty one all, and an absent one none. */
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
    const label = at(labels[textAt(expression, "key") ?? ""]);
    const among = textsAt(expression, "values").some((value) => value === label);
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
