/**
 * The annotation that makes Pulumi apply an object by force, as all objects of an app and of the platform.
 *
 * A manual edit gives a field to another field manager. Without force, an update could only report the conflict, not
 * repair the field.
 */
export const patchForce = { "pulumi.com/patchForce": "true" } as const;

/**
 * Applies an object without force: one whose weights the controller writes, because a forced apply would take them back
 * in a pause.
 */
export const withoutPatchForce = { "pulumi.com/patchForce": "false" } as const;
