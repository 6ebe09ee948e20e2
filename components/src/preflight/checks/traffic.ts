import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";
import type { PreflightInputs } from "../inputs";

/** Finds pauses with too little traffic: an error where the user requires power, otherwise a note. */
export function checkTraffic(inputs: PreflightInputs, { requestsPerSecond, forecast }: PreflightFacts): Checked[] {
    const mark = inputs.judge?.requirePower === true ? problem : note;
    if (typeof requestsPerSecond !== "number") {
        return [];
    }
    const { minRequests } = inputs;
    const few = inputs.pauses.filter(({ seconds }) => requestsPerSecond * seconds < minRequests);
    return [
        ...forecast.map((finding) => mark({ kind: "forecast", finding })),
        ...few.map(({ weight, seconds }) =>
            note({ kind: "fewRequests", weight, seconds, requestsPerSecond, minRequests }),
        ),
    ];
}
