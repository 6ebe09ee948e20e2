/** The CustomResourceDefinitions of a release, as one resource. */
export { CustomResourceDefinitions, type CustomResourceDefinitionsArgs } from "./resource";
