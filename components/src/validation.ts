/** The checks that the components make of their arguments, for programs that map them to settings of their own. */
export { validateCanaryApp } from "./app/validate/canaryApp";
export { strategyFields } from "./app/validate/strategy";
export type { ValidationError } from "./app/validate/validation";
export { parseDuration } from "./kubernetes/duration";
export { isDnsLabel, isObjectName } from "./kubernetes/names";
export { isHttpUrl, shown } from "./provider/inputs";
