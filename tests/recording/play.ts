import { connect, type watch } from "../../components/src/kubernetes";
import { clusterOf } from "../../components/src/gate/cluster/cluster";
import { systemClock } from "../../components/src/gate/model/clock";
import { startInitialAnalysis } from "../../components/src/gate/drive/initialAnalysis";
import { defaults } from "../../components/src/gate/model/inputs";
import { metricsOf } from "../../components/src/gate/cluster/prometheus";
import type { RolloutObject } from "../../components/src/gate/cluster/types";
import type { Report } from "../../scripts/local/cluster";
import { poll } from "../../scripts/local/poll";
import type { Target } from "../../scripts/local/target";
import { Traffic } from "../../scripts/local/traffic";
import { record } from "../support/recording/recorder";
import { compacted, type RecordedEvent, type Recording } from "../support/recording/recording";
import { prometheusAddress, RecordedApp, type Version } from "./app";
import { Requests } from "./requests";
import type { Scenario, Stage } from "./scenarios";

/** Timeout of the gate. */
const timeoutSeconds = 240;

/** The platform for scenarios. */
export interface Platform {
    readonly target: Target;
    readonly ingressUrl: string;
}

/** Plays a scenario on the real controller, with the gate in this process, then removes the app. */
export async function play(name: string, scenario: Scenario, platform: Platform, report: Report): Promise<Recording> {
    const app = await RecordedApp.of(platform.target.kubectl, name, scenario);
    await app.remove();
    const requests = scenario.analysis === "requests" ? new Requests(platform.ingressUrl, app.host) : undefined;
    try {
        await app.install();
        const v1: Version = { tag: "v1" };
        for (const version of scenario.before ?? [v1]) {
            report(`deploying ${version.tag}`);
            await app.deploy(version);
        }
        if (requests !== undefined) {
            report("waiting until Prometheus measures its requests");
            await new Traffic(platform.target.kubectl, app.name, app.name).measured();
        }
        report(`recording the rollout of ${scenario.candidate.tag}`);
        await app.declare(scenario.candidate);
        const take = await drive(app, scenario, platform, report);
        const end = compacted(await poll("the API server", 60, () => app.rollout()));
        return {
            scenario: name,
            describes: scenario.describes,
            controller: await controllerOf(platform),
            ...take,
            end,
        };
    } finally {
        requests?.stop();
        await app.remove();
    }
}

/** Runs the gate and, concurrently, the actions of other clients. */
async function drive(app: RecordedApp, scenario: Scenario, { target }: Platform, report: Report) {
    const gate = {
        ...defaults,
        ...(scenario.analysis === "requests" ? {} : { requestsMetric: "" }),
        ...scenario.policy,
        namespace: app.name,
        rolloutName: app.name,
        job: app.name,
        timeoutSeconds,
    };
    const api = await connect(target.settings);
    const portsOf = (watchCollection: typeof watch) => ({
        cluster: clusterOf(api, app.name, app.name, watchCollection),
        metrics: metricsOf(api, { prometheusAddress, prometheusUrl: "" }),
        verify: (o: Parameters<typeof startInitialAnalysis>[1]) => startInitialAnalysis(api, o),
        clock: systemClock(),
        log: (line: string) => {
            report(line);
        },
    });
    let latest: RolloutObject | undefined;
    const observed: Stage["observed"] = async (what, isSo) => {
        await poll(`the gate to observe that ${what}`, 120, () =>
            Promise.resolve((latest !== undefined && isSo(latest)) || undefined),
        );
    };
    const paused: Stage["paused"] = (step) =>
        observed(`step ${step} pauses`, ({ status }) => {
            return status?.currentStepIndex === step && (status.pauseConditions ?? []).length > 0;
        });
    const keepLatest = (event: RecordedEvent) => {
        if (event.collection === "rollouts" && "object" in event) {
            latest = event.object;
        } else if (event.collection === "rollouts" && "objects" in event) {
            [latest] = event.objects;
        }
    };
    // Waits for both even if one fails: a second gate must not start before the first has ended.
    const [taking, acting] = await Promise.allSettled([
        record(gate, undefined, portsOf, keepLatest),
        scenario.interfere?.({ app, observed, paused }),
    ]);
    if (taking.status === "rejected") {
        throw taking.reason;
    }
    if (acting.status === "rejected") {
        throw acting.reason;
    }
    return taking.value;
}

/** The version of the running Argo Rollouts controller, such as 1.10.1. */
async function controllerOf({ target }: Platform): Promise<string> {
    const image = await target.kubectl.run([
        ...["get", "deployment", "argo-rollouts", "--namespace=argo-rollouts"],
        "--output=jsonpath={.spec.template.spec.containers[0].image}",
    ]);
    return image.replace(/^.*:v?/, "");
}
