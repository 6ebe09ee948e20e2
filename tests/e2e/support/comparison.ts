import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../scripts/local/home";
import { poll } from "../../../scripts/local/poll";
import { programPath } from "../../../scripts/local/toolchain";
import { hostOf, manifestsOf, type Expected, type Situation } from "../../support/comparison";
import { countVersions, sendAtRate } from "../../support/e2e/ingressClient";
import { environment, imageOf } from "./environment";

const namespace = "comparison";

/** Rollouts at a time: each has up to seven pods, a gate and a watch. */
const sideBySide = 4;

/** Seconds until the watch is over: of a Rollout that is expected to end, and of one that stays Paused. */
const statusSeconds = { ending: 150, paused: 45 };

/** The results of the two programs about one rollout, and the version that answers after it. */
export interface Measured {
    /** Undefined if the gate did not run. */
    readonly gate?: {
        readonly exitCode: number | undefined;
        readonly verdict: string;
        readonly sentence: string;
        readonly notes: readonly string[];
    };
    readonly status: {
        readonly exitCode: number | undefined;
        /** The last line that it printed before its error. */
        readonly last: string;
        readonly lines: readonly string[];
    };
    readonly answers: Expected["answers"];
}

/** The JSON of `canary-delivery gate`, as far as it is compared. */
interface Verdict {
    readonly code?: string;
    readonly outcome?: string;
    readonly sentence: string;
    readonly evidence?: { readonly notes?: readonly string[] };
}

/** Rolls the situations out on the cluster, each watched by both programs. */
export class Comparison {
    /** Creates the namespace, without what an interrupted run has left in it. */
    async prepare(): Promise<void> {
        await this.remove();
        const { target } = await environment();
        await target.kubectl.run(["create", "namespace", namespace]);
    }

    async remove(): Promise<void> {
        const { target } = await environment();
        await target.kubectl.run(["delete", "namespace", namespace, "--ignore-not-found", "--wait=true"]);
    }

    /** Begins all situations, some at a time; each promise has one's results. */
    run(situations: readonly Situation[]): ReadonlyMap<string, Promise<Measured>> {
        const lanes = Array.from({ length: sideBySide }, () => Promise.resolve());
        return new Map(
            situations.map((situation, index) => {
                const lane = index % sideBySide;
                const result = (lanes[lane] ?? Promise.resolve()).then(() => this.measure(situation));
                lanes[lane] = result.then(
                    () => undefined,
                    () => undefined,
                );
                return [situation.name, result];
            }),
        );
    }

    private async measure(situation: Situation): Promise<Measured> {
        await this.apply(situation);
        const stopTraffic = await this.traffic(situation);
        try {
            await this.change(situation);
            const { run = "both" } = situation;
            if (run === "afterwards") {
                await this.healthy(situation);
            }
            const [gate, status] = await Promise.all([
                run === "status" ? undefined : this.gate(situation),
                this.status(situation),
            ]);
            return { ...(gate && { gate }), status, answers: await this.answers(situation) };
        } finally {
            stopTraffic();
            // Frees the node for the next ones.
            await this.kubectl(["delete", "rollout", situation.name, "--wait=false"]);
        }
    }

    /** Applies the first version, and waits until it is Healthy and answers. */
    private async apply(situation: Situation): Promise<void> {
        const items = manifestsOf(situation, imageOf("v1"));
        const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
        await this.kubectl(["apply", "--filename=-"], list);
        await poll(`${situation.name} to be Healthy and to answer`, 240, async () => {
            const phase = await this.kubectl(["get", "rollout", situation.name, "--output=jsonpath={.status.phase}"]);
            return (phase === "Healthy" && (await this.count(situation, 5)).get("v1") === 5) || undefined;
        });
    }

    /** Waits until the new version is the stable one. */
    private async healthy({ name }: Situation): Promise<void> {
        await poll(`the new version of ${name} to be stable`, 120, async () => {
            const fields = "{.status.phase} {.status.stableRS} {.status.currentPodHash} {.status.observedGeneration}";
            const text = await this.kubectl(["get", "rollout", name, `--output=jsonpath=${fields}`]);
            const [phase, stable, current, generation] = text.split(" ");
            return (phase === "Healthy" && stable === current && Number(generation) > 1) || undefined;
        });
    }

    /** Sends the requests of a situation that measures them. */
    private async traffic(situation: Situation): Promise<() => void> {
        if (situation.routing !== "nginx") {
            return () => undefined;
        }
        const { ingressUrl } = await environment();
        return sendAtRate(ingressUrl, 25, { host: hostOf(situation) });
    }

    private async change({ name, change, inDeployment }: Situation): Promise<void> {
        const { tag = "v2", env = {}, canary } = change;
        const variables = Object.entries(env).map(([key, value]) => ({ name: key, value }));
        const container = { name: "app", image: imageOf(tag), env: variables };
        const template = { spec: { containers: [container] } };
        if (inDeployment) {
            await this.kubectl(["patch", "deployment", name, `--patch=${JSON.stringify({ spec: { template } })}`]);
            return;
        }
        const at = (path: string, value: unknown) => ({ op: "add", path, value });
        const operations = [
            at("/spec/template/spec/containers/0/image", container.image),
            at("/spec/template/spec/containers/0/env", variables),
            ...Object.entries(canary ?? {}).map(([key, value]) => at(`/spec/strategy/canary/${key}`, value)),
        ];
        await this.kubectl(["patch", "rollout", name, "--type=json", `--patch=${JSON.stringify(operations)}`]);
    }

    private async gate({ name, options = [] }: Situation): Promise<NonNullable<Measured["gate"]>> {
        const { kubeconfig, kubeContext } = (await environment()).target.settings;
        const program = join(checkout, "components", "dist", "cli", "index.js");
        const cluster = ["--kubeconfig", kubeconfig, "--context", kubeContext];
        const { exitCode, stdout, stderr } = await execa(
            "node",
            [program, "gate", `${namespace}/${name}`, ...cluster, "--timeout", "3m", "--json", ...options],
            { reject: false },
        );
        if (stdout === "") {
            throw new Error(`the gate of ${name} printed no verdict: ${stderr}`);
        }
        const { outcome = "", code, sentence, evidence } = JSON.parse(stdout) as Verdict;
        // An abort has several codes, by its cause.
        const verdict = outcome === "Aborted" ? outcome : (code ?? outcome);
        return { exitCode, verdict, sentence, notes: evidence?.notes ?? [] };
    }

    private async status({ name, expected }: Situation): Promise<Measured["status"]> {
        const { target } = await environment();
        const { kubeconfig, kubeContext } = target.settings;
        const seconds = statusSeconds[expected.status.last.startsWith("Paused") ? "paused" : "ending"];
        const { exitCode, stdout } = await execa(
            programPath(target.toolchain, "kubectl-argo-rollouts"),
            [
                ...["status", name, "--namespace", namespace, "--kubeconfig", kubeconfig, "--context", kubeContext],
                ...["--timeout", `${String(seconds)}s`],
            ],
            { reject: false },
        );
        const lines = stdout.split("\n");
        return { exitCode, last: lines.at(-1) ?? "", lines };
    }

    /** Finds the version that answers; waits for the expected one, because pods and routers follow a rollout late. */
    private async answers(situation: Situation): Promise<Measured["answers"]> {
        let found: Measured["answers"] = "mixed";
        const asExpected = async () => {
            const old = (await this.count(situation, 60)).get("v1") ?? 0;
            found = old === 60 ? "old" : old === 0 ? "new" : "mixed";
            return found === situation.expected.answers || undefined;
        };
        await poll(`the answers of ${situation.name}`, 60, asExpected).catch(() => undefined);
        return found;
    }

    private async count(situation: Situation, requests: number): Promise<Map<string, number>> {
        const { ingressUrl } = await environment();
        return countVersions(ingressUrl, hostOf(situation), requests);
    }

    private async kubectl(args: readonly string[], input?: string): Promise<string> {
        const { target } = await environment();
        return target.kubectl.run([...args, `--namespace=${namespace}`], input);
    }
}
