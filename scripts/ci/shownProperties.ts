import type { Properties } from "../local/engineEvents";
import { isSecret, isUnknown } from "./propertyValue";

const hidden = "[not shown]";
const secretType = /^kubernetes:core\/v1:Secret(Patch|List)?$/;
/** Holds a copy of the whole object, with all its values. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * A resource's properties for display in comments of pull requests: without the values of environment variables, the
 * data of Secrets and a dynamic provider's code, whether or not they are marked as secret. The structure stays, so that
 * paths remain valid.
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

/** Hides values of variables: a list of names and values, as in containers, or a map. */
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

/** Replaces every value with the mark, except secrets and unknown values, which have their own marks. */
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
