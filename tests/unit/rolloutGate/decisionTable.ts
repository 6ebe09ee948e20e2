import type { Group } from "./decisions";
import { aborts } from "./decisionTableAborts";
import { again } from "./decisionTableAgain";
import { firstDeploy } from "./decisionTableFirstDeploy";
import { healthy } from "./decisionTableHealthy";
import { inconclusiveAnalysis } from "./decisionTableInconclusive";
import { ownAborts } from "./decisionTableOwnAborts";
import { pauses } from "./decisionTablePauses";
import { retries } from "./decisionTableRetries";
import { shares } from "./decisionTableShares";
import { start } from "./decisionTableStart";
import { timeouts } from "./decisionTableTimeouts";
import { traffic } from "./decisionTableTraffic";
import { writes } from "./decisionTableWrites";

/** Every rule of the gate; docs/decisions.md is made from it. */
export const decisionTable: readonly Group[] = [
    start,
    traffic,
    shares,
    pauses,
    writes,
    inconclusiveAnalysis,
    ownAborts,
    aborts,
    retries,
    healthy,
    again,
    firstDeploy,
    timeouts,
];
