import type { Cluster } from "../cluster/cluster";
import type { Failure } from "../decision/types";
import { problemInWords } from "../observation/podProblems";
import type { Memory } from "../history/history";
import type { Observation } from "../observation/observe";

/** What explains a failure besides its own details: the pod that does not come up, with its last words, and warnings. */
export async function explanationOf(
    failure: Failure,
    observation: Observation | undefined,
    { podProblems, warnings }: Memory,
    cluster: Pick<Cluster, "logTail">,
): Promise<string[]> {
    const { abortMessage = "" } = observation ?? {};
    // What an analysis or a person has stopped had pods that served: they explain nothing.
    const ownReason = /revision \d+: /.test(abortMessage) && !abortMessage.includes("nalysis");
    if (failure.code === "Superseded" || (failure.code === "Aborted" && !ownReason)) {
        return [];
    }
    const [problem] = podProblems;
    const lines =
        problem === undefined ? [] : await cluster.logTail(problem.pod, problem.container, problem.previousLog);
    return [...(problem === undefined ? [] : [problemInWords(problem, lines)]), ...warnings];
}
