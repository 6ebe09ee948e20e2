import type { Group } from "./decisions";
import { answers } from "./decisionTableAnswers";
import { aborts } from "./decisionTableAborts";
import { advance } from "./decisionTableAdvance";
import { again } from "./decisionTableAgain";
import { firstDeploy } from "./decisionTableFirstDeploy";
import { healthy } from "./decisionTableHealthy";
import { inconclusiveAnalysis } from "./decisionTableInconclusive";
import { identity } from "./decisionTableIdentity";
import { ingresses } from "./decisionTableIngresses";
import { routers } from "./decisionTableRouters";
import { ownAborts } from "./decisionTableOwnAborts";
import { pauseShares } from "./decisionTablePauseShares";
import { pauses } from "./decisionTablePauses";
import { pods } from "./decisionTablePods";
import { retries } from "./decisionTableRetries";
import { scaling } from "./decisionTableScaling";
import { shares } from "./decisionTableShares";
import { silence } from "./decisionTableSilence";
import { stableScale } from "./decisionTableStableScale";
import { start } from "./decisionTableStart";
import { stalls } from "./decisionTableStalls";
import { stepAnalyses } from "./decisionTableStepAnalyses";
import { timeouts } from "./decisionTableTimeouts";
import { traffic } from "./decisionTableTraffic";
import { unproven } from "./decisionTableUnproven";
import { writes } from "./decisionTableWrites";

/** Every rule of the gate; docs/reference/gate-decision-table.md is generated from it. */
export const decisionTable: readonly Group[] = [
    start,
    identity,
    traffic,
    ingresses,
    routers,
    shares,
    answers,
    silence,
    pauses,
    pauseShares,
    advance,
    pods,
    stalls,
    writes,
    inconclusiveAnalysis,
    stepAnalyses,
    ownAborts,
    aborts,
    stableScale,
    retries,
    healthy,
    scaling,
    again,
    unproven,
    firstDeploy,
    timeouts,
];
