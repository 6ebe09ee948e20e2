export { describe, ensureToolchain, programPath, type Toolchain } from "./toolchain";
