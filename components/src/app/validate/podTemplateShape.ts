import {
    type Fields,
    hasFields,
    isList,
    isPending,
    type Rule,
    validateValue,
    type ValidationError,
} from "./validation";

type Validate<T> = (value: T, path: string) => ValidationError[];

const isKnownObject: Rule = [(value) => hasFields(value) && !isPending(value), "an object"];

/** Finds objects and lists of a pod template that are none, or that are Outputs although the app's are merged with them. */
export function validatePodTemplateShape(at: string, podTemplate: unknown, ownContainer: string): ValidationError[] {
    const ownLists: Validate<Fields> = ({ name, env, ports, volumeMounts }, path) =>
        name === ownContainer
            ? Object.entries({ env, ports, volumeMounts }).flatMap(([field, value]) =>
                  validateList(`${path}.${field}`, value, "a list"),
              )
            : [];
    return validateObject(at, podTemplate, ({ metadata, spec }) => [
        ...validateObject(`${at}.metadata`, metadata, ({ labels, annotations }, path) => [
            ...validateObject(`${path}.labels`, labels),
            ...validateObject(`${path}.annotations`, annotations),
        ]),
        ...validateObject(`${at}.spec`, spec, ({ containers, initContainers, volumes }, path) => [
            ...validateContainers(`${path}.containers`, containers, ownLists),
            ...validateContainers(`${path}.initContainers`, initContainers),
            ...validateList(`${path}.volumes`, volumes, "a list of volumes"),
        ]),
    ]);
}

function validateContainers(path: string, value: unknown, fields?: Validate<Fields>): ValidationError[] {
    return validateList(path, value, "a list of containers", (containers) =>
        containers.flatMap((container, index) => validateObject(`${path}[${index}]`, container, fields)),
    );
}

function validateObject(path: string, value: unknown, fields: Validate<Fields> = () => []): ValidationError[] {
    const errors = value === undefined ? [] : validateValue(path, value, isKnownObject);
    return errors.length === 0 && hasFields(value) ? fields(value, path) : errors;
}

function validateList(
    path: string,
    value: unknown,
    list: string,
    items: Validate<readonly unknown[]> = () => [],
): ValidationError[] {
    const errors = value === undefined ? [] : validateValue(path, value, [isList, `${list}, and no Output`]);
    return errors.length === 0 && isList(value) ? items(value, path) : errors;
}
