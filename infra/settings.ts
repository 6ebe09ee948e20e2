import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { AnalysisArgs } from "../components/canaryApp/analysis";
import { nameProblem } from "../components/canaryApp/names";
import { type CanaryStep, scheduleProblem, stepProblems, uncountablePauses } from "../components/canaryApp/steps";
import { parseDuration } from "../components/duration";
import { isHttpUrl } from "../components/providerInputs";
import { type GateSettings, readGate } from "./gateSettings";
import { contextProblem } from "./kubeContext";
import { httpUrl, SettingReader, type SettingSource } from "./settingReader";

/** The program's whole configuration; Pulumi.yaml describes each key and holds the defaults. */
export interface Settings {
    readonly cluster: { readonly kubeconfig: string; readonly kubeContext: string };
    readonly installPlatform: boolean;
    readonly app: {
        readonly namespace: string;
        readonly name: string;
        readonly image: string;
        /** Absent where the first deploy is no canary. */
        readonly baseline?: string;
        readonly replicas: number;
        readonly host: string;
        readonly env: Readonly<Record<string, string>>;
        readonly additionalIngressAnnotations: Readonly<Record<string, string>>;
    };
    readonly steps: readonly CanaryStep[];
    readonly startingStep: number;
    readonly progressDeadlineSeconds: number;
    readonly analysis: AnalysisArgs;
    readonly gate: GateSettings;
    readonly scrapeInterval: string;
    readonly requestsPerSecond: number;
    readonly ingressHttpNodePort: number;
    readonly imageDigests: "keep" | "strip";
}

/** Their objects are not the app's: an app there would fight over the Namespace, and take it along when it goes. */
const takenNamespaces = ["argo-rollouts", "default", "ingress-nginx", "kube-public", "kube-system", "monitoring"];

/**
 * Reads and checks every setting, before anything is touched.
 *
 * @throws pulumi.RunError listing every bad key at once; Pulumi shows its message without a stack trace
 */
export function loadSettings(source: SettingSource): Settings {
    const read = new SettingReader(source);
    const cluster = {
        kubeContext: read.text("kubeContext", "name a context of the kubeconfig", (text) => text !== ""),
        kubeconfig: expandHome(read.text("kubeconfig", "be an absolute path, or one from ~", isPath)),
    };
    if (read.problems.length === 0) {
        read.problems.push(...contextProblem(cluster.kubeconfig, cluster.kubeContext));
    }
    const settings: Settings = {
        cluster,
        installPlatform: read.flag("installPlatform"),
        app: readApp(read),
        ...readCanary(read),
        scrapeInterval: read.duration("scrapeInterval"),
        requestsPerSecond: read.wholeNumber("requestsPerSecond", 0),
        // The range that every cluster has, unless its API server was told otherwise.
        ingressHttpNodePort: read.wholeNumber("ingressHttpNodePort", 30_000, 32_767),
        imageDigests: read.oneOf("imageDigests", ["keep", "strip"]),
    };
    if (read.problems.length === 0 && settings.gate.requestsMetric !== "") {
        read.problems.push(...uncountablePauses(settings.steps, settings.scrapeInterval));
    }
    if (read.problems.length > 0) {
        throw new pulumi.RunError(settingsMessage(read.problems));
    }
    return freeze(settings);
}

function readApp(read: SettingReader): Settings["app"] {
    const namespace = read.text("namespace", "be a DNS label of at most 63 characters", isLabel);
    if (takenNamespaces.includes(namespace)) {
        read.problems.push(`namespace must be the app's own, got ${JSON.stringify(namespace)}`);
    }
    const name = read.text("name", "", () => true);
    const problem = nameProblem(name);
    if (problem !== undefined) {
        read.problems.push(problem);
    }
    const isImage = (text: string) => /^[^\s]+$/.test(text);
    const baseline = read.text(
        "baseline",
        "name a container image, or nothing",
        (text) => text === "" || isImage(text),
    );
    return {
        namespace,
        name,
        image: read.text("image", "name a container image", isImage),
        ...(baseline === "" ? {} : { baseline }),
        replicas: read.wholeNumber("replicas", 1),
        host: read.text("host", "be a DNS name", isHost),
        env: read.texts("env", "with letters, digits and underscores, and no digit first", isVariable),
        additionalIngressAnnotations: read.texts(
            "additionalIngressAnnotations",
            "as ingress-nginx names its annotations, without the prefix, and not canary, canary-weight or canary-weight-total",
            isCanaryAnnotation,
        ),
    };
}

function readCanary(
    read: SettingReader,
): Pick<Settings, "steps" | "startingStep" | "progressDeadlineSeconds" | "analysis" | "gate"> {
    const before = read.problems.length;
    const steps = read.structure("steps") as CanaryStep[];
    read.problems.push(...stepProblems(steps));
    const lastStep = Array.isArray(steps) && steps.length > 0 ? steps.length - 1 : undefined;
    const canary = {
        steps,
        startingStep: read.wholeNumber("startingStep", 0, lastStep),
        analysis: {
            initialDelay: read.duration("initialDelay", 0),
            interval: read.duration("interval"),
            failureLimit: read.wholeNumber("failureLimit", 0),
            consecutiveErrorLimit: read.wholeNumber("consecutiveErrorLimit", 0),
            window: read.duration("window"),
            p99LatencyMilliseconds: read.positiveNumber("p99LatencyMilliseconds"),
            successRatePercent: read.positiveNumber("successRatePercent", 100),
            prometheusAddress: read.text("prometheusAddress", `be ${httpUrl}`, isHttpUrl),
        },
    };
    // Only a schedule whose parts are right can be too short.
    const tooShort =
        read.problems.length === before
            ? scheduleProblem(canary.steps, canary.startingStep, canary.analysis)
            : undefined;
    const progressDeadlineSeconds = parseDuration(read.duration("progressDeadline")) ?? 0;
    const gate = readGate(read, stepProblems(steps).length === 0 ? steps : []);
    if (tooShort !== undefined) {
        read.problems.push(tooShort);
    }
    return { ...canary, progressDeadlineSeconds, gate };
}

function settingsMessage(problems: readonly string[]): string {
    const count = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
    const lines = problems.map((problem) => `  canary-delivery:${problem}`);
    return `${count}, nothing was changed:\n${lines.join("\n")}\nset them with \`pulumi config set\` or in the stack's settings file`;
}

function isVariable(name: string): boolean {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function isCanaryAnnotation(name: string): boolean {
    // The controller's own, and one that changes what its weight means.
    const taken = ["canary", "canary-weight", "canary-weight-total"];
    return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !taken.includes(name);
}

function isLabel(text: string): boolean {
    return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

function isHost(text: string): boolean {
    return text.length <= 253 && text.split(".").every(isLabel);
}

function isPath(text: string): boolean {
    return isAbsolute(text) || text.startsWith("~/");
}

function expandHome(path: string): string {
    return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function freeze<T extends object>(value: T): T {
    for (const field of Object.values(value)) {
        if (typeof field === "object" && field !== null) {
            freeze(field as object);
        }
    }
    return Object.freeze(value);
}
