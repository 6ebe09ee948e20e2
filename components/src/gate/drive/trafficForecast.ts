import { messageOf } from "../../kubernetes";
import type { Metrics } from "../cluster/prometheus";
import type { Decision } from "../decision/types";
import type { Power } from "../history/judgement";
import { forecastOf, lowPower } from "../judge/forecast";
import type { CountProblem } from "../model/finding";
import { trafficMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import { requestsSelectorOf } from "../traffic/requestsQuery";
import { inTime } from "./measurement";

/** One value per minute, each of which is the rate of the last two. */
const minuteMs = 60_000;
const rateWindow = "2m";

/** Forecasts what the pauses will show, from the declared requests per second or from those of the last hour. */
export async function forecastPower(
    { judge, pauses, at }: Extract<Decision, { kind: "forecast" }>,
    policy: GatePolicy & { readonly job: string },
    metrics: Metrics,
): Promise<Omit<Power, "at">> {
    const traffic = judge.requestsPerSecond ?? (await requestRate(requestsSelectorOf(policy), at, metrics));
    if (typeof traffic !== "number") {
        return { findings: [{ kind: "unknownTraffic", problem: traffic }] };
    }
    const forecast = forecastOf(pauses, traffic, judge);
    return { forecast, findings: lowPower(forecast, judge) };
}

/** Returns the requests per second of the last hour, or of the part of it in which there are any metrics. */
export async function requestRate(selector: string, at: number, metrics: Metrics): Promise<number | CountProblem> {
    try {
        const rate = `sum(rate(${selector}[${rateWindow}]))`;
        const [series] = await inTime(metrics.values(rate, at - trafficMs, at, minuteMs));
        const values = (series?.samples ?? []).flatMap(({ value }) => (Number.isFinite(value) ? value : []));
        return values.length === 0
            ? { kind: "noSeries", selector }
            : values.reduce((sum, value) => sum + value, 0) / values.length;
    } catch (error) {
        return { kind: "noAnswer", message: messageOf(error) };
    }
}
