import type { Policies, PolicyConfigSchema, ReportViolation } from "@pulumi/policy";
import { readConfiguration } from "./model/configuration";
import { evaluateRule } from "./model/evaluate";
import type { DeclaredStack } from "./model/objects";
import { declaredObject, declaredStack } from "./model/pulumiResources";
import { type Gap, type Rule, settingsOf, type UsedException } from "./model/rule";
import { oncePerRequest } from "./perRequest";

/** Converts rules to Pulumi policies, which throw for settings that a rule does not have. */
export function policiesOf(rules: readonly Rule[], now: () => Date = () => new Date()): Policies {
    const ruleNames = rules.map(({ name }) => name);
    // The engine evaluates policies in order, and last those that list the gaps and the exceptions of the others.
    const exceptions: UsedException[] = [];
    const gaps: Gap[] = [];
    const read = new Set<Rule>();
    const rejectSettings = (rule: Rule, config: object) => {
        const configuration = read.has(rule) ? undefined : readConfiguration({ [rule.name]: config }, [rule]);
        if (configuration !== undefined && !("levelOf" in configuration)) {
            throw new Error(`the configuration of the policy pack is rejected: ${configuration.join("; ")}`);
        }
        read.add(rule);
    };
    const report = (rule: Rule, stack: DeclaredStack, config: object, reportViolation: ReportViolation) => {
        rejectSettings(rule, config);
        const today = now().toISOString().slice(0, 10);
        const evaluation = evaluateRule(rule, stack, { ...config }, { today, ruleNames, exceptions, gaps });
        exceptions.push(...evaluation.exceptions);
        gaps.push(...evaluation.gaps);
        for (const { message, object } of evaluation.violations) {
            reportViolation(message, object.source);
        }
    };
    const objectOf = oncePerRequest(declaredObject, ({ urn }) => urn);
    const stackOf = oncePerRequest(declaredStack, (resources) => resources.map(({ urn }) => urn).join("\n"));
    return rules.map((rule) => {
        const about = {
            name: rule.name,
            description: rule.description,
            enforcementLevel: rule.enforcementLevel,
            severity: rule.severity,
            remediationSteps: rule.fix,
            configSchema: configSchemaOf(rule),
        };
        return rule.wholeStack === undefined
            ? {
                  ...about,
                  validateResource: (args, reportViolation) => {
                      const object = objectOf(rule, args);
                      const objects = object === undefined ? [] : [object];
                      report(rule, { objects, gates: [] }, args.getConfig(), reportViolation);
                  },
              }
            : {
                  ...about,
                  validateStack: (args, reportViolation) => {
                      report(rule, stackOf(rule, args.resources), args.getConfig(), reportViolation);
                  },
              };
    });
}

function configSchemaOf(rule: Rule): PolicyConfigSchema {
    const properties = Object.entries(settingsOf(rule)).map(([name, { schema }]) => [name, schema]);
    return { properties: Object.fromEntries(properties) as PolicyConfigSchema["properties"] };
}
