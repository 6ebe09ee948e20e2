import { escaped } from "../escape";
import type { UpdateReport } from "../report";
import { casesOf } from "./cases";

/** Renders the cases of a report as JUnit XML. */
export function junitOf(report: UpdateReport): string {
    const { rollout, startedAt } = report;
    const name = `${rollout.namespace}/${rollout.name}`;
    const cases = casesOf(report);
    const seconds = cases[0]?.seconds ?? 0;
    const failures = cases.filter(({ failure }) => failure !== undefined).length;
    const skipped = cases.filter((one) => one.skipped !== undefined).length;
    const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds}"`;
    const bodies = cases.map((one) => {
        const result =
            one.failure !== undefined
                ? `<failure message="${escaped(one.failure)}"/>`
                : one.skipped !== undefined
                  ? `<skipped message="${escaped(one.skipped)}"/>`
                  : "";
        return `    <testcase classname="${escaped(`${name} ${one.group}`)}" name="${escaped(one.name)}" time="${one.seconds}">${result}</testcase>`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${escaped(name)}" timestamp="${startedAt.slice(0, 19)}" ${counts}>
${bodies.join("\n")}
  </testsuite>
</testsuites>
`;
}
