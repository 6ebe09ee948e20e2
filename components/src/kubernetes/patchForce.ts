/**
 * The annotation under which Pulumi applies an object by force, as those of an app and of the platform are.
 *
 * A field that somebody edited by hand is that person's from then on, and without it an update could only report the
 * conflict, not repair the field.
 */
export const patchForce = { "pulumi.com/patchForce": "true" } as const;
