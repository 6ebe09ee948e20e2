import { accessProblems } from "../gate/model/accessProblems";
import { type JudgeInputs, judgeProblems } from "../gate/model/judgeInputs";
import type { PlannedPause } from "../gate/judge/forecast";
import type { PrometheusAccess } from "../gate/model/prometheusAccess";
import { type LabelMatcher, selectorProblems } from "../gate/model/requestsSelector";
import type { ClusterTarget } from "../kubernetes";
import type { WatchedRoutes } from "../routers/model/objects";
import { checkInputs, isNonEmptyString, rolloutRules } from "../provider/inputs";

/** An Ingress as it is declared. */
export interface DeclaredIngress {
    readonly name: string;
    readonly ingressClass: string;
    readonly hosts: readonly { readonly host: string; readonly paths: readonly string[] }[];
}

/** The kind of an object that the stack applies, by its API group and its resource. */
export interface DeclaredObject {
    /** Empty for the core group. */
    readonly group: string;
    readonly resource: string;
}

/** The preflight's inputs, resolved. */
export interface PreflightInputs extends ClusterTarget {
    readonly namespace: string;
    readonly rolloutName: string;
    /** A hash over the declared Rollout and its templates: the preflight runs when it changes. */
    readonly trigger: string;
    /** The hash of the declared spec, by `specHash`. */
    readonly specHash: string;
    readonly onProblems: "fail" | "note";
    readonly images: readonly string[];
    readonly ingresses: readonly DeclaredIngress[];
    /** The stack, as organization/project/stack; undefined outside of one. */
    readonly owner?: string;
    /** The objects that the router reads. */
    readonly routes: readonly WatchedRoutes[];
    /** The Services of both versions, behind which an Ingress is the app's own. */
    readonly services: readonly string[];
    /** The labels of the ServiceMonitor; undefined where there is none. */
    readonly monitorLabels?: Readonly<Record<string, string>>;
    /** Parts of the app that need permissions in addition to the gate's. */
    readonly uses: readonly ("verifyInitial" | "baseline" | "files" | "secrets")[];
    readonly declares: readonly DeclaredObject[];
    /** The pauses in which both versions get requests; empty if one has no fixed end. */
    readonly pauses: readonly PlannedPause[];
    readonly judge?: JudgeInputs;
    readonly minRequests: number;
    readonly job: string;
    readonly requestsMetric: string;
    readonly requestsSelector: readonly LabelMatcher[];
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
    readonly prometheusAccess?: PrometheusAccess;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes. */
export const providerVersion = "1";

/** The inputs that identify the rollout: another one is another preflight. */
export const identity = ["namespace", "rolloutName"] as const;

/**
 * The inputs that `diff` compares: those that a rollout depends on. Neither the kubeconfig nor the version of the
 * provider is among them, so that a new package or machine alone changes nothing.
 */
export const declaredInputs = [
    ...identity,
    "trigger",
    "ingresses",
    "monitorLabels",
    "prometheusAddress",
    "prometheusUrl",
    "prometheusAccess",
] as const;

/** Defaults of the preflight's inputs. */
export const defaults = { onProblems: "fail" } as const;

/** Returns all problems of the inputs. */
export function checkPreflightInputs(inputs: Readonly<Partial<Record<keyof PreflightInputs, unknown>>>) {
    return [
        ...checkInputs(inputs, {
            ...rolloutRules,
            trigger: [isNonEmptyString, "a hash of the declared rollout"],
            specHash: [isNonEmptyString, "a hash by specHash"],
            onProblems: [(value) => value === "fail" || value === "note", "one of fail, note"],
        }),
        ...selectorProblems(inputs.requestsSelector),
        ...judgeProblems(inputs.judge),
        ...accessProblems(inputs.prometheusAccess),
    ];
}
