import { catalog } from "../../policies/src/catalog";
import { help } from "../../policies/src/manifests/arguments";
import { annotationPrefix } from "../../policies/src/model/exceptions";
import { type Rule, settingsOf } from "../../policies/src/model/rule";
import { allowed } from "../../policies/src/model/ruleSettings";

const folder = "node_modules/@canary-delivery/policies";

const intro = `# @canary-delivery/policies

<!-- Generated from the rules in policies/src/rules by \`npm run docs\`; tests/policy/conventions.spec.ts compares. -->

A policy pack for canary deliveries with Argo Rollouts and ingress-nginx: ${catalog.length} rules for what a canary must never lack, such
as an analysis, conditions by which missing data is not good, and a schedule that is long enough to notice a bad version. It checks
any Pulumi program, and plain manifests without Pulumi. It does not need @canary-delivery/components.

## Install

\`\`\`sh
npm install --save-dev @canary-delivery/policies @pulumi/policy
\`\`\`

Needs Node.js 20.19 or newer. \`@pulumi/pulumi\` (3.220.0 or a later 3.x) and \`@pulumi/policy\` (1.20.0 or a later 1.x) are peer
dependencies: the pack runs with those of your project.

## With Pulumi

\`\`\`sh
pulumi preview --policy-pack ${folder} --policy-pack-config ${folder}/config/prod.json   # or up
\`\`\`

Rules about one object are evaluated before Pulumi creates or changes it; rules about relations between objects, at the end of the
preview, which \`pulumi up\` runs too. A value that is unknown before the update violates nothing: it is checked during the update.
The rules see what the program declares, not what the cluster has made of it.

A pack of your own can have these rules in addition to yours:

\`\`\`ts
import { catalog, policiesOf } from "@canary-delivery/policies";
import { PolicyPack } from "@pulumi/policy";

new PolicyPack("ours", { policies: [...policiesOf(catalog), ...ourPolicies] });
\`\`\`

In a checkout of this repository, \`npm run build:policies\` compiles the pack, and \`--policy-pack policies\` names it.

## Without Pulumi

\`\`\`sh
npx canary-policies manifests/ --config ${folder}/config/prod.json
helm template shop charts/shop | npx canary-policies -
\`\`\`

\`\`\`text
${help}\`\`\`

For Argo CD, Helm and kustomize: render first, and check the output. A template that is not rendered is rejected with its line.
Relations are evaluated within one run, so it must have the objects that belong together. If Argo CD sets the namespace, configure \`namespace-not-default\` with \`{ "missing": true }\`. Manifests have no
gate: \`schedule-within-deadline\` uses its \`deadlineSeconds\`. In a checkout, \`npm run policy -- PATH\` does the same
without a build.

Manifests are read as kubectl reads them: YAML 1.1, in which \`yes\`, \`no\`, \`on\`, \`off\`, \`y\` and \`n\` are booleans; UTF-8, or UTF-16 with
a byte order mark; the items of a list such as \`ConfigMapList\` need no kind. A label or annotation that is no string is rejected.

\`--output json\` has, in version 1:

- \`version\`: 1; another number if a field is removed or changes its meaning.
- \`summary\`: the counts \`objects\`, \`mandatory\` and \`advisory\`.
- \`findings\`: each with \`rule\`, \`level\`, \`severity\`, \`subject\` (its name in messages and exceptions), \`object\`, \`found\`, \`fix\`,
  \`file\` and \`line\`.
- \`passedOver\`: \`file\` and \`reason\` of the files that were not checked.

\`sarif\` is SARIF 2.1.0, with all rules. \`junit\` has a test case for each object, which fails if it breaks a mandatory rule. \`github\` prints
annotations of the lines at which the objects begin.

## Levels and settings

\`config/dev.json\` is advisory; \`ci.json\` and \`prod.json\` are mandatory. A file holds, by the name of a rule, its level
(\`advisory\`, \`mandatory\`, \`disabled\`), or an object with \`enforcementLevel\` and the rule's settings; \`all\` is the level of every
rule that the file does not name. Change the registries first: those in the files are examples.

The pack rejects names of rules and settings that do not exist, and wrong values, as the run without Pulumi does.

## Exceptions

An annotation of the object that a message names, with a reason and its last day:

\`\`\`yaml
metadata:
  annotations:
    ${annotationPrefix}replicas-at-least: "one licence only; until 2027-03-01"
\`\`\`

For an object that you cannot annotate, the same string in the configuration, by the object's name in messages:

\`\`\`json
{ "no-wildcard-rbac": { "except": { "ClusterRole operator": "upstream's; until 2027-03-01" } } }
\`\`\`

The rules about exceptions accept none. Every exception in use is listed (\`exceptions-listed\`). One that has expired, cannot be
read or names no rule is rejected: the rule holds again, and \`exceptions-valid\` reports why.

## Gaps

What a rule does not know, such as another strategy, it leaves alone; \`gaps-listed\` lists it once, as advice.

## Rules
`;

/** Generates policies/README.md. */
export function policiesPage(): string {
    return [intro, ...catalog.map(section)].join("\n");
}

function section(rule: Rule): string {
    const scope = rule.wholeStack === undefined ? "one object" : "relations between objects";
    return `### ${rule.name}

${rule.description} Severity ${rule.severity}; ${rule.enforcementLevel} unless configured; evaluates ${scope}.

- Why: ${rule.why}
- Fix: ${rule.fix}.
${settings(rule)}`;
}

/** The settings except the exceptions, which all rules accept but those about exceptions. */
function settings(rule: Rule): string {
    return Object.entries(settingsOf(rule))
        .filter(([name]) => name !== "except")
        .map(
            ([name, { schema }]) =>
                `- \`${name}\`: ${schema.description}; ${allowed(schema)}, by default \`${JSON.stringify(schema.default)}\`.\n`,
        )
        .join("");
}
