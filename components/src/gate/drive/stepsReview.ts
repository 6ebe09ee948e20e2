import { messageOf } from "../../kubernetes";
import type { Cluster } from "../cluster/cluster";
import type { RawMetrics } from "../cluster/prometheus";
import { type Review, reviewOf, unprovenBy } from "../history/review";
import { unprovable, unwatchedSteps } from "../history/unwatched";
import { staleMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import type { ReviewProblem } from "../model/reviewProblem";
import type { Observation } from "../observation/observe";
import { countedPauses } from "../observation/steps";
import { stepTimesOf } from "../observation/stepTimes";
import { answerSeries, answersSelector } from "../traffic/answersQuery";
import { inTime } from "./measurement";

/** Reviews the steps that ran before the gate watched, by the Rollout's Events and the samples of their time. */
export async function reviewSteps(
    o: Observation,
    policy: GatePolicy & { readonly job: string },
    { cluster, metrics }: { readonly cluster: Pick<Cluster, "readEvents">; readonly metrics: RawMetrics },
): Promise<Review> {
    const { judge } = policy;
    const problem = unprovable(o, policy);
    if (problem !== undefined || judge === undefined) {
        return unprovenBy(problem ?? { kind: "judgeOff" });
    }
    const events = await answered("eventsUnread", cluster.readEvents(o.uid));
    if (!Array.isArray(events)) {
        return unread(events);
    }
    const times = stepTimesOf(events, o);
    const steps = times.kind === "known" ? unwatchedSteps(o, times, judge) : times;
    if (steps.kind !== "known") {
        return unprovenBy(steps);
    }
    const query = { ...policy, judge };
    const samples = await answered(
        "samplesUnread",
        metrics.samples(answersSelector(query), steps.startedAt, steps.until + staleMs),
    );
    return Array.isArray(samples)
        ? reviewOf(steps, answerSeries(samples, query), {
              ...query,
              podHash: o.podHash,
              shares: countedPauses(o.steps),
          })
        : unread(samples);
}

function unread(because: ReviewProblem): Review {
    return { kind: "unread", findings: [{ kind: "notProvenBySamples", because }] };
}

/** Resolves to an answer, or to the problem of this kind if there is none in time. */
async function answered<T>(
    kind: "eventsUnread" | "samplesUnread",
    answer: Promise<T[]>,
): Promise<T[] | Extract<ReviewProblem, { kind: typeof kind }>> {
    try {
        return await inTime(answer);
    } catch (error) {
        return { kind, message: messageOf(error) };
    }
}
