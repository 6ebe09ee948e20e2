import type { Properties } from "./engineEvents";
import { isSecret, isUnknown } from "./propertyValue";

const hidden = "[not shown]";
const secretType = /^kubernetes:core\/v1:Secret(Patch|List)?$/;
/** Holds a whole object once more, with all its values. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * A resource's properties as a reader may see them, for they end in the comments of pull requests: without the values of
 * environment variables, the data of Secrets and a dynamic provider's own code, whether or not somebody marked them as
 * secret. The form stays, so that a path leads to the same place in both.
 */
export function shownProperties(type: string, properties: Properties): Properties {
    return shownObject(properties, secretType.test(type));
}

function shownObject(object: Properties, holdsData: boolean): Properties {
    const data = holdsData || object["kind"] === "Secret";
    return mapped(object, (value, key) => {
        if (key === "__provider" || key === lastApplied || (data && ["data", "stringData"].includes(key))) {
            return everywhere(value, hidden);
        }
        return key === "env" ? shownVariables(value, holdsData) : shown(value, holdsData);
    });
}

function shown(value: unknown, holdsData: boolean): unknown {
    if (Array.isArray(value)) {
        return value.map((item) => shown(item, holdsData));
    }
    return isObject(value) ? shownObject(value, holdsData) : value;
}

/** As containers have them, a list of names and values; or, elsewhere, values by name. */
function shownVariables(env: unknown, holdsData: boolean): unknown {
    if (Array.isArray(env)) {
        return env.map((item: unknown) =>
            isObject(item) && "value" in item
                ? { ...shownObject(item, holdsData), value: everywhere(item["value"], valueOf(item["name"])) }
                : shown(item, holdsData),
        );
    }
    return isObject(env) ? mapped(env, (value, name) => everywhere(value, valueOf(name))) : env;
}

function valueOf(name: unknown): string {
    return typeof name === "string" ? `[value of ${name}]` : "[value]";
}

/** The same form with the mark for every value; what is a secret, or not known yet, says so itself. */
function everywhere(value: unknown, mark: string): unknown {
    if (Array.isArray(value)) {
        return value.map((item) => everywhere(item, mark));
    }
    if (isObject(value)) {
        return mapped(value, (inner) => everywhere(inner, mark));
    }
    return value === undefined || isSecret(value) || isUnknown(value) ? value : mark;
}

function mapped(object: Properties, change: (value: unknown, key: string) => unknown): Properties {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value);
}
