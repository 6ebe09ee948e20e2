import type * as pulumi from "@pulumi/pulumi";
import type { AnalysisMetric, AnalysisTemplateSpec } from "../kubernetes/customResources";
import type { AppNames } from "./args/names";
import { podDefaults, restricted } from "./args/pod";
import { type CanarySmokeTest, smokeTestDefaults, type SmokeTestImage, type SmokeTestRequest } from "./args/smokeTest";
import { withoutUndefined } from "./args/withoutUndefined";
import { argNames } from "./metrics/catalogue";

/**
 * Time from the switch of the canary Service to the new version's pods until every node follows it. A request before it
 * might reach the stable version.
 */
const settleDelay = "10s";

/** Labels of a smoke test's pods, none of which selects the app's. */
export function smokeTestLabels(app: string) {
    return { "app.kubernetes.io/component": "smoke-test", "app.kubernetes.io/instance": app };
}

/** Returns the spec of the AnalysisTemplate of a smoke test. */
export function smokeTestSpec(names: AppNames, namespace: pulumi.Input<string>, test: CanarySmokeTest) {
    const metrics =
        test.requests === undefined
            ? [imageMetric(names, test)]
            : test.requests.map((request, index) => requestMetric(`request-${index + 1}`, names, request));
    return { args: [{ name: argNames.namespace, value: namespace }], metrics } satisfies AnalysisTemplateSpec;
}

function imageMetric(names: AppNames, test: SmokeTestImage): AnalysisMetric {
    const { image, command, args, env = {}, timeoutSeconds = smokeTestDefaults.timeoutSeconds } = test;
    const variables = { URL: `http://${names.canaryService}`, ...env };
    const container = {
        ...{ name: "smoke-test", image, imagePullPolicy: "IfNotPresent" as const },
        ...withoutUndefined({ command, args }),
        env: Object.entries(variables).map(([name, value]) => ({ name, value })),
        resources: podDefaults.resources,
        ...restricted.container,
        ...test.container,
    };
    const pod = {
        ...restricted.pod,
        ...test.pod,
        restartPolicy: "Never" as const,
        containers: [container],
    };
    const spec = {
        // A test that passes on its second attempt has found something.
        backoffLimit: 0,
        activeDeadlineSeconds: timeoutSeconds,
        template: { metadata: { labels: smokeTestLabels(names.rollout) }, spec: pod },
    };
    return {
        ...{ name: "smoke-test", initialDelay: settleDelay, consecutiveErrorLimit: 0 },
        // Of Pulumi's types, which have other modifiers.
        provider: { job: { spec } } as AnalysisMetric["provider"],
    };
}

function requestMetric(name: string, names: AppNames, request: SmokeTestRequest): AnalysisMetric {
    const { path, method, headers = {}, body, jsonPath, successCondition } = request;
    const { timeoutSeconds = smokeTestDefaults.requestTimeoutSeconds } = request;
    const web = {
        url: `http://${names.canaryService}.{{args.${argNames.namespace}}}.svc${path}`,
        ...withoutUndefined({ method, body, jsonPath }),
        headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
        timeoutSeconds,
    };
    return {
        // Argo repeats a failed request after 10 s.
        ...{ name, initialDelay: settleDelay, consecutiveErrorLimit: 1 },
        ...withoutUndefined({ successCondition }),
        provider: { web },
    };
}
