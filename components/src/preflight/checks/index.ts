import type { PreflightFacts } from "../facts";
import type { Checked } from "../finding";
import type { PreflightInputs } from "../inputs";
import { checkController } from "./controller";
import { checkHosts } from "./hosts";
import { checkImages } from "./images";
import { checkPermissions } from "./permissions";
import { checkPrometheus } from "./prometheus";
import { checkScraping } from "./scraping";
import { checkTraffic } from "./traffic";

/** Returns everything that the facts show about a rollout that is about to begin, problems first. */
export function checkFacts(inputs: PreflightInputs, facts: PreflightFacts): Checked[] {
    const found = [
        ...checkPermissions(facts),
        ...checkPrometheus(facts),
        ...checkController(facts),
        ...checkHosts(inputs, facts),
        ...checkScraping(inputs, facts),
        ...checkTraffic(inputs, facts),
        ...checkImages(inputs),
    ];
    return ["problem", "note"].flatMap((severity) => found.filter((one) => one.severity === severity));
}
