import { prometheusAddress } from "./manifests";
import type { Json } from "./situation";

/** An AnalysisTemplate whose Job exits with a code, as those of the project's examples do. */
export function job(image: string, exitCode: number): Json {
    const container = {
        name: "exit",
        image,
        command: ["node", "--eval", `process.exit(${String(exitCode)})`],
    };
    const pods = { spec: { restartPolicy: "Never", containers: [container] } };
    return { metrics: [{ name: "job", provider: { job: { spec: { backoffLimit: 0, template: pods } } } }] };
}

/** An AnalysisTemplate that measures a constant every 5 s, by the conditions that are given. */
export function constant(value: number, conditions: Json): Json {
    const provider = { prometheus: { address: prometheusAddress, query: `vector(${String(value)})` } };
    return { metrics: [{ name: "constant", interval: "5s", ...conditions, provider }] };
}

/** An AnalysisTemplate of the requests of both versions: at least 95 % without 5xx. */
export function successRate(jobName: string, more: Json = {}): Json {
    const requests = (matchers: string) => `sum(rate(http_requests_total{job="${jobName}"${matchers}}[20s]))`;
    const query = `${requests(',status_code!~"5.."')} / ${requests("")}`;
    const provider = { prometheus: { address: prometheusAddress, query } };
    const conditions = { interval: "5s", initialDelay: "10s", failureLimit: 1, successCondition: "result[0] >= 0.95" };
    return { metrics: [{ name: "success-rate", ...conditions, ...more, provider }] };
}
