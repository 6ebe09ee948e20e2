import type { AnalysisArgs, CanaryAppArgs, CanaryStep } from "../../components/src/app";
import { fieldManager } from "../../components/src/app/rollout";
import type { RolloutObject } from "../../components/src/gate/cluster/types";
import type { Kubectl } from "../../scripts/local/cluster/kubectl";
import { appImage } from "../../scripts/local/images";
import { poll } from "../../scripts/local/poll";
import { manifestsOf, type AppManifests, type Manifest, type RolloutManifest } from "./manifests";

/** A version of the app. */
export interface Version {
    /** Of its image. */
    readonly tag: string;
    /** @default - no variables */
    readonly env?: Readonly<Record<string, string>>;
    /** @default - as soon as it is */
    readonly readyAfterSeconds?: number;
}

/** Arguments of the recorded app. */
export interface RecordedAppSpec {
    readonly steps: readonly CanaryStep[];
    /** @default 1 */
    readonly replicas?: number;
    /** `requests`: the article's, and shares are measured as well. @default - none, and no requests */
    readonly analysis?: "requests" | "undecided";
    /** More of the Rollout's spec. */
    readonly spec?: Readonly<Record<string, unknown>>;
}

/** The address of Prometheus for the controller and the gate. */
export const prometheusAddress = "http://prometheus-kube-prometheus-prometheus.monitoring:9090";

/** Analysis by requests, which can fail within a pause of one minute. */
const byRequests: AnalysisArgs = {
    initialDelay: "8s",
    interval: "5s",
    failureLimit: 1,
    consecutiveErrorLimit: 4,
    window: "30s",
    p99LatencyMilliseconds: 500,
    successRatePercent: 95,
    prometheusAddress,
};

/** Analysis arguments that fit schedules of any length; replaced or removed afterwards. */
const unused: AnalysisArgs = { ...byRequests, initialDelay: "0s", failureLimit: 0, consecutiveErrorLimit: 0 };

/** A metric that is neither good nor bad. */
const undecided = {
    metrics: [
        {
            name: "undecided",
            interval: "5s",
            successCondition: "result[0] < 0",
            failureCondition: "result[0] > 1",
            provider: { prometheus: { address: prometheusAddress, query: "vector(0.5)" } },
        },
    ],
};

/** The app of a scenario, with its own namespace and Prometheus job. */
export class RecordedApp {
    /** The name of the app, its namespace and its job. */
    readonly name: string;
    readonly host: string;

    private constructor(
        private readonly kubectl: Kubectl,
        private readonly manifests: AppManifests,
        args: Pick<CanaryAppArgs, "name"> & { readonly host: string },
    ) {
        this.name = args.name;
        this.host = args.host;
    }

    static async of(kubectl: Kubectl, scenarioName: string, scenario: RecordedAppSpec): Promise<RecordedApp> {
        const name = `rec-${scenarioName}`;
        const host = `${name}.local`;
        const args = {
            name,
            namespace: name,
            image: `${appImage}:v1`,
            scale: { replicas: scenario.replicas ?? 1 },
            ingresses: [{ ingressClass: "nginx", rules: [{ host }] }],
            steps: scenario.steps,
            startingStep: 1,
            analysis: scenario.analysis === "requests" ? byRequests : unused,
            scrapeInterval: "2s",
            // Not used: Pulumi declares no gate here.
            gate: { kubeconfig: "/nowhere", kubeContext: "none", requestsMetric: "" },
        };
        const manifests = await manifestsOf(args);
        Object.assign(manifests.rollout.spec, scenario.spec);
        if (scenario.analysis === undefined) {
            delete manifests.rollout.spec.strategy.canary.analysis;
        }
        const rest = manifests.rest.map((object) =>
            object.kind === "AnalysisTemplate" && scenario.analysis === "undecided"
                ? { ...object, spec: undecided }
                : object,
        );
        return new RecordedApp(kubectl, { ...manifests, rest }, { name, host });
    }

    /** Everything around the Rollout. */
    async install(): Promise<void> {
        await this.apply([this.manifests.namespace, ...this.manifests.rest]);
    }

    /** Applies a version, and does not wait for the rollout. */
    async declare(version: Version): Promise<void> {
        await this.apply([this.rolloutOf(version)]);
    }

    async deploy(version: Version): Promise<void> {
        await this.declare(version);
        await poll(`${this.name} to be Healthy at ${version.tag}`, 180, async () => {
            const { metadata, status = {} } = await this.rollout();
            const seen = status.observedGeneration === String(metadata.generation);
            return (seen && status.phase === "Healthy" && status.stableRS === status.currentPodHash) || undefined;
        });
    }

    async rollout(): Promise<RolloutObject> {
        const args = [
            "get",
            "rollout",
            this.name,
            `--namespace=${this.name}`,
            "--output=json",
            "--show-managed-fields",
        ];
        return (await this.kubectl.json(args)) as RolloutObject;
    }

    /** Patches the status, as `kubectl argo rollouts` does. */
    async patchStatus(status: object): Promise<void> {
        await this.patch({ status }, ["--subresource=status"]);
    }

    async patchSpec(spec: object): Promise<void> {
        await this.patch({ spec });
    }

    /** Removes everything, including leftovers of an earlier run. */
    async remove(): Promise<void> {
        await this.kubectl.run(["delete", "namespace", this.name, "--ignore-not-found", "--timeout=180s"]);
    }

    private rolloutOf({ tag, env = {}, readyAfterSeconds }: Version): RolloutManifest {
        const rollout = structuredClone(this.manifests.rollout);
        for (const container of rollout.spec.template.spec.containers) {
            container.image = `${appImage}:${tag}`;
            const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
            if (variables.length > 0) {
                container.env = variables;
            }
            if (readyAfterSeconds !== undefined) {
                container.readinessProbe.initialDelaySeconds = readyAfterSeconds;
            }
        }
        return rollout;
    }

    private async apply(objects: readonly Manifest[]): Promise<void> {
        await this.kubectl.run(
            // As Pulumi does, with the field manager of its Rollout.
            ["apply", "--server-side", "--force-conflicts", `--field-manager=${fieldManager}`, "--filename=-"],
            JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
        );
    }

    private async patch(patch: object, flags: readonly string[] = []): Promise<void> {
        await this.kubectl.run([
            ...["patch", "rollout", this.name, `--namespace=${this.name}`, "--type=merge", ...flags],
            ...["--field-manager=another-client", `--patch=${JSON.stringify(patch)}`],
        ]);
    }
}
