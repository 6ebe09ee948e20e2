export { Availability } from "./availability";
export { describe, ensureToolchain, programPath, type Toolchain } from "./toolchain";
