import * as pulumi from "@pulumi/pulumi";

/** A resource of one of this package's dynamic providers. */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param type the resource's type, and its provider's name in `runtime.ts`
     * @param props the inputs, and undefined for each output
     */
    constructor(type: string, name: string, props: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
        super(`pulumi-nodejs:dynamic/canary:${type}`, name, { ...props, __provider: providerStub(type) }, opts);
    }
}

/**
 * Returns the code of a dynamic provider for the state. It only calls the installed package, so that states stay small
 * and updates run current code. Written out, because Pulumi's serialization of functions would take 0.2 s of each run.
 */
export function providerStub(name: string): string {
    return `async function load() {
    let runtime;
    try {
        runtime = await import("@canary-delivery/components/runtime");
    } catch (error) {
        const [reason] = String(error instanceof Error ? error.message : error).split("\\n");
        throw new Error("${name} needs the npm package @canary-delivery/components, 0.2.0 or newer, in the program's " +
            "folder: " + reason + "; run npm install there and pulumi again");
    }
    return runtime.providerOf("${name}");
}
const call = (method) => async (...args) => (await load())[method](...args);
const methods = ["check", "diff", "create", "update", "read", "delete"];
exports.handler = () => Object.fromEntries(methods.map((method) => [method, call(method)]));
`;
}
