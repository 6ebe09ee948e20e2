import type { Rule } from "./model/rule";
import conditionsCoverNoData from "./rules/conditions-cover-no-data";
import consecutiveErrorLimitSet from "./rules/consecutive-error-limit-set";
import disruptionBudget from "./rules/disruption-budget";
import exceptionsListed from "./rules/exceptions-listed";
import exceptionsValid from "./rules/exceptions-valid";
import firstWeightSmall from "./rules/first-weight-small";
import gapsListed from "./rules/gaps-listed";
import imagesFromAllowedRegistries from "./rules/images-from-allowed-registries";
import imagesPinned from "./rules/images-pinned";
import ingressBackendIsStable from "./rules/ingress-backend-is-stable";
import ingressNginxVersion from "./rules/ingress-nginx-version";
import metricsCanFail from "./rules/metrics-can-fail";
import minimumBakeTime from "./rules/minimum-bake-time";
import namespaceNotDefault from "./rules/namespace-not-default";
import newVersionMeasuredAlone from "./rules/new-version-measured-alone";
import noClusterAdmin from "./rules/no-cluster-admin";
import noPlainDeploymentBehindIngress from "./rules/no-plain-deployment-behind-ingress";
import noPlaintextSecrets from "./rules/no-plaintext-secrets";
import noReplicasBesideAutoscaler from "./rules/no-replicas-beside-autoscaler";
import noRetiredControllers from "./rules/no-retired-controllers";
import noWildcardRbac from "./rules/no-wildcard-rbac";
import podsRestricted from "./rules/pods-restricted";
import probesPresent from "./rules/probes-present";
import queriesKeepNoData from "./rules/queries-keep-no-data";
import replicasAtLeast from "./rules/replicas-at-least";
import resourcesPresent from "./rules/resources-present";
import rolloutHasAnalysis from "./rules/rollout-has-analysis";
import routesLeadToWeights from "./rules/routes-lead-to-weights";
import scheduleLongEnough from "./rules/schedule-long-enough";
import scheduleWithinDeadline from "./rules/schedule-within-deadline";
import servicesDistinct from "./rules/services-distinct";
import templatesResolve from "./rules/templates-resolve";
import weightsRiseTo100 from "./rules/weights-rise-to-100";
import weightsShowFaults from "./rules/weights-show-faults";
import weightsTakeEffect from "./rules/weights-take-effect";
import workloadRefScaledDown from "./rules/workload-ref-scaled-down";

/** Every rule, in the order of evaluation; the last two list the gaps and the exceptions of the others. */
export const catalog: readonly Rule[] = [
    imagesPinned,
    imagesFromAllowedRegistries,
    rolloutHasAnalysis,
    newVersionMeasuredAlone,
    templatesResolve,
    conditionsCoverNoData,
    queriesKeepNoData,
    metricsCanFail,
    consecutiveErrorLimitSet,
    firstWeightSmall,
    weightsRiseTo100,
    weightsTakeEffect,
    weightsShowFaults,
    minimumBakeTime,
    scheduleLongEnough,
    scheduleWithinDeadline,
    servicesDistinct,
    ingressBackendIsStable,
    routesLeadToWeights,
    noReplicasBesideAutoscaler,
    replicasAtLeast,
    disruptionBudget,
    resourcesPresent,
    probesPresent,
    podsRestricted,
    noWildcardRbac,
    noClusterAdmin,
    noPlaintextSecrets,
    namespaceNotDefault,
    ingressNginxVersion,
    noPlainDeploymentBehindIngress,
    noRetiredControllers,
    workloadRefScaledDown,
    exceptionsValid,
    gapsListed,
    exceptionsListed,
];
