export { catalog } from "./catalog";
export type { EnforcementLevel, Rule } from "./model/rule";
export { policiesOf } from "./pack";
