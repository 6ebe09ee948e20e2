import { InvalidArgumentError } from "commander";

/** Parses the name of a Rollout. @throws InvalidArgumentError if it is not `namespace/name` */
export function rolloutOf(text: string): { readonly namespace: string; readonly name: string } {
    const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
    if (namespace === undefined || name === undefined) {
        throw new InvalidArgumentError("It must be a namespace and a name, such as demo/shop.");
    }
    return { namespace, name };
}
