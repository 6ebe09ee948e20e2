/** The report of an update, for programs that read `report.json`. */
export { type Case, casesOf } from "./documents/cases";
export { reportVersion, type UpdateReport } from "./report";
