import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { CanaryStep } from "./steps";

/** A test of a new version, through its canary Service, before the version gets any requests. */
export type CanarySmokeTest = SmokeTestImage | SmokeTestRequests;

/** A Job that tests: the version is good if its container exits with 0. */
export interface SmokeTestImage {
    /** Image of the test. Its variable `URL` has the URL of the canary Service, such as `http://shop-canary`. */
    readonly image: pulumi.Input<string>;
    /** @default - the image's */
    readonly command?: readonly string[];
    /** @default - the image's */
    readonly args?: readonly string[];
    /**
     * More variables, in plain text.
     * @default - none
     */
    readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Seconds after which the test has failed.
     * @default 300
     */
    readonly timeoutSeconds?: number;
    /**
     * More fields of the container, such as `volumeMounts` or another `securityContext`, in Kubernetes' own types.
     * @default - not root, without privileges, on a read-only filesystem, with the resources of an app's pod
     */
    readonly container?: Partial<
        Omit<k8s.types.input.core.v1.Container, "name" | "image" | "command" | "args" | "env">
    >;
    /**
     * More fields of the pod, such as `imagePullSecrets` or `volumes`.
     * @default - no token of a ServiceAccount
     */
    readonly pod?: Partial<Omit<k8s.types.input.core.v1.PodSpec, "containers" | "restartPolicy">>;
    readonly requests?: never;
}

/** Requests by the Argo Rollouts controller: the version is good if each is answered with 2xx. */
export interface SmokeTestRequests {
    /** At least one. */
    readonly requests: readonly SmokeTestRequest[];
    readonly image?: never;
}

/** A request of a smoke test. */
export interface SmokeTestRequest {
    /** Path with its query, such as `/checkout?dry=true`. */
    readonly path: string;
    /** @default "GET" */
    readonly method?: "GET" | "POST" | "PUT";
    /**
     * Headers, in plain text.
     * @default - none
     */
    readonly headers?: Readonly<Record<string, string>>;
    /** @default - none */
    readonly body?: string;
    /**
     * The part of a JSON answer that is `result` in `successCondition`, such as `{$.status}`.
     * @default "{$}"
     */
    readonly jsonPath?: string;
    /**
     * Argo's expression for a good JSON answer, such as `result == "ok"`. An answer that is not JSON is good by its 2xx.
     * @default - none: every 2xx answer is good
     */
    readonly successCondition?: string;
    /** @default 10 */
    readonly timeoutSeconds?: number;
}

/** Defaults of a smoke test. */
export const smokeTestDefaults = {
    timeoutSeconds: 300,
    requestTimeoutSeconds: 10,
    controllerNamespace: "argo-rollouts",
};

/** Returns the seconds that a smoke test takes at most. */
export function smokeTestSeconds(test: CanarySmokeTest | undefined): number {
    if (test === undefined) {
        return 0;
    }
    const { timeoutSeconds, requestTimeoutSeconds } = smokeTestDefaults;
    return test.requests === undefined
        ? (test.timeoutSeconds ?? timeoutSeconds)
        : Math.max(...test.requests.map((request) => request.timeoutSeconds ?? requestTimeoutSeconds));
}

/** Steps, and the new index of each step that was given. */
export interface Inserted {
    readonly steps: readonly CanaryStep[];
    indexOf(given: number): number;
}

/**
 * Returns steps with an analysis before the first weight. The pods of that weight are started first, unless a step
 * already scales the canary, and follow the weights again afterwards.
 */
export function withSmokeTest(steps: readonly CanaryStep[], templateName: string): Inserted {
    const first = steps.findIndex((step) => "setWeight" in step && step.setWeight > 0);
    const step = steps[first];
    if (step === undefined || !("setWeight" in step)) {
        return { steps, indexOf: (given) => given };
    }
    const before = steps.slice(0, first);
    const scale = before.findLast((one) => "setCanaryScale" in one);
    // matchTrafficWeight means no pods at weight 0, where the Service still selects the stable version.
    const scaled = scale !== undefined && !("matchTrafficWeight" in scale.setCanaryScale);
    const added: CanaryStep[] = [
        ...(scaled ? [] : [{ setCanaryScale: { weight: step.setWeight } }]),
        { analysis: { templates: [{ templateName }] } },
    ];
    const after: CanaryStep[] = scaled ? [] : [{ setCanaryScale: { matchTrafficWeight: true } }];
    return {
        steps: [...before, ...added, step, ...after, ...steps.slice(first + 1)],
        indexOf: (given) => given + (given < first ? 0 : added.length) + (given > first ? after.length : 0),
    };
}
