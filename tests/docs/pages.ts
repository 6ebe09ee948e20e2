import { reportPictures } from "./reportPictures";
import { comparisonPage } from "./comparison";
import { decisionsPage } from "./decisions";
import { policiesPage } from "./policies";
import { recording } from "./recording";
import { powerChart, timeChart } from "./verdictCharts";
import { verdictsPage } from "./verdicts";
import { gatePage, outputsPage, settingsPage } from "./reference";

/** The generated pages, by their path from the root of the repository. */
export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
    "docs/reference/settings.md": settingsPage,
    "docs/reference/gate.md": gatePage,
    "docs/reference/gate-decision-table.md": decisionsPage,
    "docs/reference/outputs.md": outputsPage,
    "docs/images/demo.svg": () => recording(88),
    "docs/images/demo-narrow.svg": () => recording(52),
    ...reportPictures,
    "docs/images/power.svg": powerChart,
    "docs/images/time-to-reject.svg": timeChart,
    "docs/comparison.md": comparisonPage,
    "docs/benchmarks/verdicts.md": verdictsPage,
    "policies/README.md": policiesPage,
};
