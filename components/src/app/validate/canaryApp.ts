import { isDnsLabel } from "../../kubernetes/names";
import type { RouterTraits } from "../../routers/model/router";
import type { CanaryAppArgs, CanaryClients, CanaryDisruptionBudget } from "../args/app";
import { routerTraits } from "../../routers/traits";
import { defaultRouter } from "../args/router";
import { strategyDefaults } from "../args/strategy";
import { validateAnalysis } from "./analysis";
import { validateArgoNotifications } from "./argoNotifications";
import { validateGate } from "./gate";
import { validateAnalysisTemplateName, validateName, validateServiceNames } from "./names";
import { validateMonitor, validateScrapedPorts } from "./monitor";
import { validateMonitoring } from "./monitoring";
import { validatePod } from "./pod";
import { validatePodTemplate } from "./podTemplate";
import { validatePrometheusRoute } from "./prometheusAccess";
import { validateRetention } from "./retention";
import { validateRoutedIngresses, validateRouter, validateRouterLimits } from "./router";
import { validateAutoscaledPod, validateCanaryCapacity, validateMinPods, validateScale } from "./scale";
import {
    validateBakeTime,
    validateCountablePauses,
    validateMeasuredPauses,
    validatePower,
    validateStepAnalyses,
    validateTimeout,
    validateWarmup,
} from "./schedule";
import { validateShare } from "./share";
import { validateSmokeTest } from "./smokeTest";
import { validateStartingStep, validateSteps } from "./steps";
import {
    type StrategyField,
    strategyFields,
    validateIngressAnnotations,
    validateStrategy,
    validateStrategyFields,
} from "./strategy";
import {
    got,
    hasFields,
    isBoolean,
    isDuration,
    isImage,
    isWithin,
    isWholeNumber,
    oneOf,
    onlyField,
    type Rule,
    validateInput,
    validateKnownFields,
    validateOptional,
    validateValue,
    type ValidationError,
} from "./validation";

type Validator = (args: CanaryAppArgs) => ValidationError[];

/** Returns the errors of an app's arguments: whatever the controller, the API server or the gate would reject. */
export function validateCanaryApp(args: CanaryAppArgs): ValidationError[] {
    const errors = [
        ...validateKnownFields("", args, [...Object.keys(validators), ...strategyFields]),
        ...Object.values(validators).flatMap((validate) => validate(args)),
        ...validateStrategyFields(args),
    ];
    const isWrong = (argument: string) =>
        errors.some(({ path }) => isWithin(path, argument) || isWithin(argument, path));
    const good = combinations.filter(({ of }) => !of.some(isWrong));
    return [...errors, ...good.flatMap(({ validate }) => validate(args))];
}

const isNamespace: Rule = [isDnsLabel, "a DNS label of at most 63 characters"];

const isAdvance: Rule = [(value) => value === "timed" || value === "proven", "timed or proven"];

/** Validators of single arguments; those of the strategy have their own rules. */
const validators: Readonly<Record<Exclude<keyof CanaryAppArgs, StrategyField>, Validator>> = {
    name: ({ name }) => validateName(name),
    namespace: ({ namespace }) => validateInput("namespace", namespace, isNamespace),
    image: ({ image }) => validateInput("image", image, isImage),
    baseline: ({ baseline }) => (baseline === undefined ? [] : validateInput("baseline", baseline, isImage)),
    stableService: (args) => validateServiceNames(args),
    // Validated with stableService.
    canaryService: () => [],
    router: ({ router }) => validateRouter(router),
    ingresses: validateRoutedIngresses,
    scale: ({ scale }) => validateScale(scale),
    pod: ({ pod = {} }) => validatePod(pod),
    podTemplate: validatePodTemplate,
    monitor: validateMonitor,
    monitoring: ({ name, monitoring }) => (monitoring === undefined ? [] : validateMonitoring(name, monitoring)),
    additionalIngressAnnotations: (args) => validateIngressAnnotations(args.additionalIngressAnnotations),
    steps: ({ steps, router = defaultRouter, maxTrafficWeight = strategyDefaults.maxTrafficWeight }) => {
        const traits = (routerTraits as Readonly<Partial<Record<string, RouterTraits>>>)[router.kind];
        // Without a valid maxTrafficWeight no weight is too high.
        const most = isWholeNumber(maxTrafficWeight, 1) ? maxTrafficWeight : undefined;
        return validateSteps(steps, most, traits?.rejectedSteps);
    },
    smokeTest: ({ smokeTest }) => validateSmokeTest(smokeTest),
    bakeTime: ({ bakeTime }) => validateOptional("bakeTime", bakeTime, isDuration(1)),
    startingStep: ({ steps, startingStep }) => validateStartingStep(startingStep, steps),
    podDisruptionBudget: ({ podDisruptionBudget }) => validateBudget(podDisruptionBudget),
    analysis: ({ analysis }) => validateAnalysis(analysis),
    analysisTemplateName: ({ analysisTemplateName }) => validateAnalysisTemplateName(analysisTemplateName),
    scrapeInterval: ({ scrapeInterval }) => validateValue("scrapeInterval", scrapeInterval, isDuration(1)),
    argoNotifications: ({ argoNotifications }) => validateArgoNotifications(argoNotifications),
    clients: ({ clients }) => validateClients(clients),
    advance: ({ advance }) => validateOptional("advance", advance, isAdvance),
    preflight: (args) => validateOptional("preflight", args.preflight, oneOf("fail", "note")),
    resourceNames: ({ resourceNames }) =>
        validateOptional("resourceNames", resourceNames, oneOf("object", "component")),
    protect: ({ protect }) => validateOptional("protect", protect, isBoolean),
    gate: ({ gate }) => validateGate(gate),
};

/** Validators of combined arguments, called only if each of the arguments is valid. */
const combinations: readonly { readonly of: readonly string[]; readonly validate: Validator }[] = [
    { of: ["scale", "minPodsPerReplicaSet"], validate: validateMinPods },
    { of: ["scale", "pod.resources", "podTemplate"], validate: validateAutoscaledPod },
    { of: ["monitor", "pod", "podTemplate"], validate: validateScrapedPorts },
    { of: strategyFields, validate: validateStrategy },
    { of: ["router", "maxTrafficWeight", "additionalIngressAnnotations"], validate: validateRouterLimits },
    {
        of: ["steps", "bakeTime", "startingStep", "analysis"],
        validate: validateMeasuredPauses,
    },
    {
        of: ["analysis.prometheusAccess", "analysis.prometheusAddress", "gate.prometheusUrl"],
        validate: validatePrometheusRoute,
    },
    {
        of: ["steps", "bakeTime", "advance", "analysis.metrics", "gate.minMeasurements", "gate.onPause"],
        validate: validateRetention,
    },
    { of: ["bakeTime", "dynamicStableScale"], validate: validateBakeTime },
    { of: ["steps", "bakeTime", "gate.timeoutSeconds"], validate: validateTimeout },
    { of: ["steps", "maxTrafficWeight", "analysis", "gate"], validate: validatePower },
    { of: ["steps", "bakeTime", "gate.judge"], validate: validateWarmup },
    { of: ["steps", "name", "analysisTemplateName"], validate: validateStepAnalyses },
    { of: ["steps", "maxTrafficWeight", "scale"], validate: validateCanaryCapacity },
    {
        of: [
            ...["steps", "bakeTime", "scrapeInterval", "analysis.requestsMetric", "gate.requestsMetric"],
            ...["router", "gate.propagationSeconds"],
        ],
        validate: validateCountablePauses,
    },
    {
        of: [
            ...["ingresses", "additionalIngressAnnotations", "analysis.requestsMetric", "gate.requestsMetric"],
            ...["gate.requestsSelector", "gate.onWrongShare"],
        ],
        validate: validateShare,
    },
];

function validateBudget(budget: CanaryDisruptionBudget = { maxUnavailable: 1 }): ValidationError[] {
    const [field, amount] = onlyField(budget);
    const good =
        (field === "maxUnavailable" || field === "minAvailable") &&
        (isWholeNumber(amount, 0) || (typeof amount === "string" && /^\d{1,2}%$|^100%$/.test(amount)));
    const message = `must have either maxUnavailable or minAvailable, a number or a share such as 25%, got ${got(budget)}`;
    return good ? [] : [{ path: "podDisruptionBudget", message }];
}

function validateClients(clients: CanaryClients | undefined): ValidationError[] {
    const rule: Rule = [isDnsLabel, "the name of a namespace"];
    if (clients === undefined) {
        return [];
    }
    const { controllerNamespace } = clients;
    return [
        ...(["ingressNamespace", "monitoringNamespace"] as const).flatMap((field) =>
            validateValue(`clients.${field}`, hasFields(clients) ? clients[field] : clients, rule),
        ),
        ...validateOptional("clients.controllerNamespace", controllerNamespace, rule),
    ];
}
