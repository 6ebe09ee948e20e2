import { testsOf, type Mutation } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");

/** Mistakes in how the gate judges what a canary strategy may say besides weights and pauses. */
export const strategyMutations: readonly Mutation[] = [
    {
        name: "only-the-first-ingress-counts",
        file: "components/src/gate/observation/routedWeight.ts",
        find: "...o.canaryIngresses.flatMap(",
        replace: "...o.canaryIngresses.slice(0, 1).flatMap(",
        kills: "traffic is said to be back on stable while a second Ingress still sends some to the new version",
        ats: ["AT8", "AT32"],
        test: decide("an abort that only one of two Ingresses has followed, for 60 s"),
    },
    {
        name: "one-ingress-is-enough",
        file: "components/src/gate/observation/routedWeight.ts",
        find: "canaryIngresses.every(",
        replace: "canaryIngresses.some(",
        kills: "a weight counts as applied that one of several Ingresses never had",
        ats: ["AT7"],
        test: decide("two Ingresses, and one of them never had a weight"),
    },
    {
        name: "injected-metadata-is-another-template",
        file: "components/src/gate/observation/podTemplate.ts",
        find: "return [canaryMetadata, stableMetadata, parsed(injected)];",
        replace: "return [];",
        kills: "with canaryMetadata the gate waits for a ReplicaSet that is there",
        ats: ["AT13"],
        test: testsOf("unit/rolloutGate/template")("with one that the controller has put over its own is"),
    },
    {
        name: "stable-pods-not-waited-for",
        file: "components/src/gate/history/history.ts",
        find: "return lacksStablePods(o) ?",
        replace: "return o.revision < 0 ?",
        kills: "an abort is reported as failed that returns the traffic as pods of the stable version become available",
        ats: ["AT28"],
        test: decide("an abort that waits for the stable version's pods -> wait"),
    },
    {
        name: "aborts-within-the-rollback-window",
        file: "components/src/gate/decision/writes.ts",
        find: "!o.withinRollbackWindow &&\n",
        replace: "",
        kills: "the gate and the controller take turns at an abort",
        ats: ["AT25"],
        test: decide("within `rollbackWindow`, and the timeout: the controller would take an abort back"),
    },
    {
        name: "a-steps-analysis-not-asked-for",
        file: "components/src/gate/decision/evaluatePause.ts",
        find: "steps[index]?.analysis === true &&",
        replace: "steps[index]?.analysis === false &&",
        kills: "a version passes whose steps' analyses never ran",
        ats: ["AT20"],
        test: decide("only analyses that are steps of their own, and one was never there, for 30 s"),
    },
    {
        name: "decided-inconclusive-counts-as-bad",
        file: "components/src/gate/observation/analysis.ts",
        find: 'phase === "Inconclusive" && stepIndex < currentStep;',
        replace: 'phase === "Inconclusive" && stepIndex < 0;',
        kills: "a step that somebody has promoted past an inconclusive analysis can never be proven",
        ats: ["AT19"],
        test: decide("a step's analysis that was inconclusive, and that was promoted all the same"),
    },
];
