export { Availability } from "./availability";
export { describe, ensureToolchain, pathIn, programPath, type Toolchain } from "./toolchain";
