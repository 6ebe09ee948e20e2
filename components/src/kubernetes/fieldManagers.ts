/** True for the name by which Pulumi's provider, or a component of this package, applies an object. */
export function isPulumiManager(manager: string): boolean {
    return /^(pulumi-|canary-delivery-pulumi$)/.test(manager);
}
