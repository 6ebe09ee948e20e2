export { buildServiceImage, ensureImages, imagesWith, type ImageArchive } from "./archives";
export type { RecipeName } from "./recipes";
export { appImage, catalogService, demoService, isServiceName } from "./serviceImage";
