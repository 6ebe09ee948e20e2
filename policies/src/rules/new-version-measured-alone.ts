import { dryMetricsOf, partsOf } from "../model/analyses";
import { gateOf } from "../model/gates";
import type { DeclaredStack, KubernetesObject } from "../model/objects";
import { analysesOf } from "../model/resolvedAnalyses";
import {
    flatMapCanaries,
    metricsOf,
    stepsOf,
    type TemplateMetric,
    templatesOf,
    versionServicesOf,
} from "../model/rollouts";
import { rule } from "../model/rule";
import { flag } from "../model/ruleSettings";
import { at, type Fields, fieldsAt, isFields, known, listAt, stringAt } from "../model/value";

export default rule({
    name: "new-version-measured-alone",
    description:
        "A metric, or a RolloutGate, measures the requests of the new version alone, unless a mixture is accepted.",
    why:
        "A metric of all requests dilutes the faults of the new version by its weight: with a success rate of 95 % of all " +
        "requests as the limit, a version that fails half of its requests passes at weight 10.",
    fix:
        "select the new version in a query, by an argument with valueFrom.podTemplateHashValue: Latest or by its Service, " +
        "or declare a RolloutGate that evaluates its answers",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        mixtureAccepted: flag(true, "Accept a canary whose metrics measure the requests of both versions together"),
    },
    wholeStack(stack, { mixtureAccepted }) {
        return mixtureAccepted
            ? []
            : flatMapCanaries(stack, (object, canary) => {
                  const gate = gateOf(stack, object);
                  const found =
                      "has neither a metric nor a gate that measures the new version alone, must have one, or be configured with mixtureAccepted";
                  const gated = gate !== undefined && known(gate.body["judge"]) !== undefined;
                  if (gated || isMeasuredAlone(stack, object, canary)) {
                      return [];
                  }
                  const gaps = unreadStepsOf(canary).map((name) => ({ object, found: name, gap: true }));
                  return gaps.length > 0 ? gaps : [{ object, found }];
              });
    },
});

/** Returns the kinds of steps that may measure the new version, in a way that is not in the Rollout. */
function unreadStepsOf(canary: Fields): readonly string[] {
    const steps = stepsOf(canary);
    return [
        ...(steps.some(({ plugin }) => plugin !== undefined) ? ["the plugin of a step"] : []),
        ...(steps.some(({ experiment }) => listAt(experiment, "analyses").length > 0)
            ? ["the analyses of an experiment"]
            : []),
    ];
}

function isMeasuredAlone(stack: DeclaredStack, rollout: KubernetesObject, canary: Fields): boolean {
    return analysesOf(rollout).some(({ body: analysis }) => {
        const parts = partsOf(stack, rollout, templatesOf(analysis));
        const dry = new Set(dryMetricsOf(analysis, parts).map(({ name }) => name));
        const selectors = selectorsOf(analysis, canary);
        return parts.templates.flatMap(metricsOf).some((metric) => !dry.has(metric.name) && selects(metric, selectors));
    });
}

/** Returns what selects the new version in a query: arguments with its hash or Service, its Service, its labels. */
function selectorsOf(analysis: unknown, canary: Fields): readonly RegExp[] {
    const [, { name: service }] = versionServicesOf(canary);
    const args = listAt(analysis, "args").flatMap((one) => {
        const value = stringAt(one, "value");
        const own =
            at(one, "valueFrom.podTemplateHashValue") === "Latest" || (value !== undefined && value === service);
        const name = stringAt(one, "name");
        return own && name !== undefined ? [new RegExp(`\\{\\{\\s*args\\.${escaped(name)}\\s*\\}\\}`)] : [];
    });
    const labels = Object.values(fieldsAt(canary, "canaryMetadata.labels")).map((value) => known(value));
    const words = [service, ...labels].filter((word) => typeof word === "string" && word !== "");
    return [...args, ...words.map((word) => new RegExp(`(?<![\\w-])${escaped(String(word))}(?![\\w-])`))];
}

function selects({ body }: TemplateMetric, selectors: readonly RegExp[]): boolean {
    return stringsIn(body["provider"]).some((text) => selectors.some((selector) => selector.test(text)));
}

function stringsIn(given: unknown): readonly string[] {
    const value = known(given);
    if (typeof value === "string") {
        return [value];
    }
    return Array.isArray(value) || isFields(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
