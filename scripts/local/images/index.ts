export { buildServiceImage, ensureImages, imagesWith, type ImageArchive } from "./archives";
export { appImage, catalogService, demoService, isServiceName } from "./serviceImage";
