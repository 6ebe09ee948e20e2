/** The checks that the components make of their arguments, for programs that make them of their settings first. */
export { nameProblem } from "./app/names";
export { isOpenEnded, pauseSeconds, scheduleProblem, stepProblems, uncountablePauses } from "./app/steps";
export { appProblems } from "./app/validate/app";
export { autoscalingProblems } from "./app/validate/scale";
export { additionalAnnotationProblems, strategyProblems } from "./app/validate/strategy";
export { parseDuration } from "./kubernetes/duration";
export { isHttpUrl, isMetricName, isObjectName, isText, shown } from "./provider/inputs";
