/** Protection of Kubernetes objects that exist and are not this stack's. */
export { existingAmong, foreignError } from "./cluster";
export { componentAnnotation, componentOf } from "./component";
export { definitionReference } from "./objectReference";
export { currentOwner, noOwner, ownerAnnotation, type OwnedMetadata, ownershipOf, stackOf } from "./owner";
export { type OwnershipArgs, withOwnCheck, withOwnershipCheck } from "./withOwnershipCheck";
