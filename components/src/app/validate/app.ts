import { isMetricName, shown } from "../../provider/inputs";
import { type AnalysisArgs, analysisTemplateName } from "../analysis";
import type { CanaryAppArgs, CanaryDisruptionBudget } from "../args";
import { hasFields, isWholeNumber, onlyField } from "./fields";
import { ingressProblems } from "./ingresses";
import { type AppNames, nameProblem, namesOf, serviceNameProblem } from "../names";
import { podProblems } from "./pod";
import { overloadProblems, scaleProblems } from "./scale";
import { type CanaryStep, isOpenEnded, pauseSeconds, scheduleProblem, stepProblems } from "../steps";
import { strategyDefaults } from "../strategy";
import { additionalAnnotationProblems, strategyFields, strategyProblems } from "./strategy";

/** Everything about an app that the controller would refuse, or take for something else, all at once. */
export function appProblems(args: CanaryAppArgs): string[] {
    const names = namesOf(args);
    return [
        ...[nameProblem(args.name)].filter((problem) => problem !== undefined),
        ...serviceProblems(args, names),
        ...ingressProblems(args.ingresses, names),
        ...scaleProblems(args),
        ...podProblems(args.pod ?? {}),
        ...strategyProblems(Object.fromEntries(strategyFields.map((field) => [field, args[field]])), ""),
        ...additionalAnnotationProblems(args.additionalIngressAnnotations),
        ...analysisProblems(args.analysis),
        ...budgetProblems(args.podDisruptionBudget),
        ...clientProblems(args.clients),
        ...scheduleProblems(args),
    ];
}

/** The steps, and what they take; only a schedule whose parts are right can be too long or too short. */
function scheduleProblems(args: CanaryAppArgs): string[] {
    const { steps, startingStep = strategyDefaults.startingStep } = args;
    const maxTrafficWeight = args.maxTrafficWeight ?? strategyDefaults.maxTrafficWeight;
    const problems = stepProblems(steps, "steps", maxTrafficWeight);
    if (problems.length > 0) {
        return problems;
    }
    const last = steps.length - 1;
    if (!isWholeNumber(startingStep, 0, last)) {
        return [`startingStep must be a whole number from 0 to ${last}, the last of steps, got ${shown(startingStep)}`];
    }
    return [
        ...[scheduleProblem(steps, startingStep, args.analysis)].filter((problem) => problem !== undefined),
        ...timeoutProblems(steps, args.gate.timeoutSeconds),
        ...endlessAnalyses(steps, args.name),
        ...overloadProblems(steps, args.scale, maxTrafficWeight),
    ];
}

function timeoutProblems(steps: readonly CanaryStep[], timeoutSeconds: unknown): string[] {
    const pauses = pauseSeconds(steps.filter((step) => !isOpenEnded(step)));
    return typeof timeoutSeconds === "number" && timeoutSeconds <= pauses
        ? [`gate.timeoutSeconds must be longer than the steps' timed pauses, ${pauses}s, got ${timeoutSeconds}s`]
        : [];
}

/** The app's own metrics are measured until the rollout ends, so a step that waits for their end would never end. */
function endlessAnalyses(steps: readonly CanaryStep[], name: string): string[] {
    const own = analysisTemplateName(name);
    return steps.flatMap((step, index) =>
        "analysis" in step && step.analysis.templates.some(({ templateName }) => templateName === own)
            ? [
                  `steps[${index}].analysis must not wait for ${own}, which runs until the rollout ends, in the background`,
              ]
            : [],
    );
}

function serviceProblems(args: CanaryAppArgs, names: AppNames): string[] {
    const { stableService, canaryService, metricsService } = names;
    const problems = (["stableService", "canaryService"] as const)
        .map((field) => (args[field] === undefined ? undefined : serviceNameProblem(field, names[field])))
        .filter((problem) => problem !== undefined);
    if (stableService === canaryService) {
        problems.push(`canaryService must be unlike stableService, got ${shown(canaryService)} for both`);
    }
    for (const field of ["stableService", "canaryService"] as const) {
        if (names[field] === metricsService) {
            problems.push(
                `${field} must be unlike the Service that is scraped, ${metricsService}, which has the app's name`,
            );
        }
    }
    return problems;
}

function analysisProblems(analysis: AnalysisArgs): string[] {
    const metrics = (["latencyMetric", "requestsMetric"] as const)
        .filter((field) => analysis[field] !== undefined && !isMetricName(analysis[field]))
        .map((field) => `analysis.${field} must be the name of a Prometheus metric, got ${shown(analysis[field])}`);
    const { statusLabel } = analysis;
    const good = statusLabel === undefined || /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(statusLabel);
    return [
        ...metrics,
        ...(good ? [] : [`analysis.statusLabel must be the name of a Prometheus label, got ${shown(statusLabel)}`]),
    ];
}

function budgetProblems(budget: CanaryDisruptionBudget = { maxUnavailable: 1 }): string[] {
    const [field, amount] = onlyField(budget);
    const good =
        (field === "maxUnavailable" || field === "minAvailable") &&
        (isWholeNumber(amount, 0) || (typeof amount === "string" && /^\d{1,2}%$|^100%$/.test(amount)));
    return good
        ? []
        : [
              `podDisruptionBudget must have either maxUnavailable or minAvailable, a number or a share such as 25%, got ${shown(budget)}`,
          ];
}

function clientProblems(clients: CanaryAppArgs["clients"]): string[] {
    if (clients === undefined) {
        return [];
    }
    return (["ingressNamespace", "monitoringNamespace"] as const)
        .filter((field) => !hasFields(clients) || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(clients[field]))
        .map((field) => `clients.${field} must be the name of a namespace, got ${shown(clients[field])}`);
}
