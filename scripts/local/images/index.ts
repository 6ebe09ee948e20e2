export { buildServiceImage, ensureImages, type ImageArchive } from "./archives";
export { appImage, catalogService, demoService, isServiceName } from "./serviceImage";
