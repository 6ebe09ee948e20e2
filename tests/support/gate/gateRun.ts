import { defaults, type GatePolicy } from "../../../components/src/gate/model/inputs";
import type { RawMetrics } from "../../../components/src/gate/cluster/prometheus";
import { startInitialAnalysis } from "../../../components/src/gate/drive/initialAnalysis";
import { clusterOf } from "../../../components/src/gate/cluster/cluster";
import { systemClock } from "../../../components/src/gate/model/clock";
import { drive, type Report } from "../../../components/src/gate/drive/drive";
import type { Previous } from "../../../components/src/gate/model/previous";
import { connect } from "../../../components/src/kubernetes";
import type { FakeApiServer } from "../apiServer/fakeApiServer";
import { until } from "../until";

/** A gate that runs in this process against a fake API server, with the lines that it prints. */
export interface GateRun {
    readonly lines: string[];
    readonly report: Promise<Report>;
    /** Waits for a line that contains this text. */
    sees(text: string): Promise<void>;
}

/** A Prometheus without samples. */
const noMetrics: RawMetrics = { samples: () => Promise.resolve([]) };

/** Options of a gate in a test; shares are measured only with `metrics`. */
export interface GateOptions extends Partial<GatePolicy> {
    readonly previous?: Previous;
    readonly metrics?: RawMetrics;
}

/** Starts a gate on demo/ops-hardening-demo. */
export async function runGate(
    server: FakeApiServer,
    timeoutSeconds = 20,
    { previous, metrics, ...policy }: GateOptions = {},
): Promise<GateRun> {
    const lines: string[] = [];
    const subject = {
        ...defaults,
        requestsMetric: metrics === undefined ? "" : defaults.requestsMetric,
        job: "ops-hardening-demo",
        ...policy,
        namespace: "demo",
        rolloutName: "ops-hardening-demo",
        timeoutSeconds,
        heartbeatSeconds: 15,
    };
    const api = await connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
    const report = drive(subject, previous, {
        cluster: clusterOf(api, subject.namespace, subject.rolloutName),
        metrics: { values: () => Promise.resolve([]), ...(metrics ?? noMetrics) },
        verify: (o) => startInitialAnalysis(api, o),
        clock: systemClock(),
        log: (line) => lines.push(line),
    });
    // The test awaits it later; a failure before that is not unhandled.
    report.catch(() => undefined);
    return {
        lines,
        report,
        sees: (text) =>
            until(`"${text}" is printed after:\n${lines.join("\n")}`, () => lines.some((l) => l.includes(text))),
    };
}

/** Returns the lines without their time. */
export function textOf(lines: readonly string[]): string[] {
    return lines.map((line) => line.slice("[00:00:00] ".length));
}
