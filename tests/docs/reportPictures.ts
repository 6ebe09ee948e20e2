import { readFileSync } from "node:fs";
import { join } from "node:path";
import { figureOf, type FigureWidth } from "../../components/src/report/figure/figure";
import type { UpdateReport } from "../../components/src/report/report";
import { checkout } from "../../scripts/local/home";

/** The pictures of the reports of a good and a bad version, recorded from a run of the demo, in both widths. */
export const reportPictures: Readonly<Record<string, () => string>> = Object.fromEntries(
    ["v2", "v3"].flatMap((version) => [
        [`docs/images/report-${version}.svg`, () => picture(version, 1040)],
        [`docs/images/report-${version}-narrow.svg`, () => picture(version, 360)],
    ]),
);

function picture(version: string, width: FigureWidth): string {
    const recorded = readFileSync(join(checkout, "docs", "images", `report-${version}.json`), "utf8");
    return `${figureOf(JSON.parse(recorded) as UpdateReport, width, true)}\n`;
}
