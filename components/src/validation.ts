/** The checks that the components make of their arguments, for programs that map them to settings of their own. */
export { strategyFields, validateCanaryApp } from "./app";
export { parseDuration } from "./kubernetes/duration";
export { isDnsLabel, isObjectName } from "./kubernetes/names";
export { isHttpUrl, isText, shown } from "./provider/inputs";
