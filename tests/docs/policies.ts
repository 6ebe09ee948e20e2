import { catalog } from "../../policies/catalog";
import { annotationPrefix } from "../../policies/exceptions";
import { settingsOf } from "../../policies/judge";
import { help } from "../../policies/manifests/arguments";
import type { Rule } from "../../policies/rule";
import { allowed } from "../../policies/settings";

const intro = `# Policies

<!-- Made by \`npm run docs\` from policies/catalog.ts; tests/policy/conventions.spec.ts holds it against that. -->

${String(catalog.length)} rules for canaries by Argo Rollouts and ingress-nginx. They hold for any program or manifests, not only for this
project's: the package imports nothing of it.

## With Pulumi

\`\`\`sh
npm ci --prefix policies && npm run build --prefix policies
pulumi preview --policy-pack policies --policy-pack-config policies/config/prod.json
\`\`\`

Rules about one object are judged before Pulumi touches it; rules about how objects go together, at the end of the
preview, which \`pulumi up\` makes too. A value that is not known before the update violates nothing: it is judged
in the update. What Pulumi declares is judged, not what the cluster has made of it.

## Without Pulumi

\`\`\`sh
npm run policy -- --manifests manifests/ --config policies/config/prod.json
\`\`\`

\`\`\`text
${help}\`\`\`

For Argo CD, Helm and kustomize: write what they render to a folder first. Relations between objects are judged within that
folder, so it has to hold what belongs together. Where Argo CD sets the namespace, tell \`namespace-not-default\`
\`{ "missing": true }\`. No gate is known there: \`schedule-within-deadline\` goes by its \`deadlineSeconds\`.

## Levels and settings

\`policies/config/dev.json\` advises, \`ci.json\` and \`prod.json\` refuse. A file holds, by the name of a rule, its level
(\`advisory\`, \`mandatory\`, \`disabled\`), or an object with \`enforcementLevel\` and the rule's settings; \`all\` is the level of every
rule that the file does not name. Registries are the first thing to change in it: its own are examples.

Pulumi passes over names of rules that there are not; the run without Pulumi refuses them, with everything else that is wrong
with the file.

## Exceptions

An annotation of the object that a message names, with a reason and its last day:

\`\`\`yaml
metadata:
  annotations:
    ${annotationPrefix}replicas-at-least: "one licence only; until 2027-03-01"
\`\`\`

Where nobody here can annotate the object, the same text in the configuration, by what messages call the object:

\`\`\`json
{ "no-wildcard-rbac": { "except": { "ClusterRole operator": "upstream's; until 2027-03-01" } } }
\`\`\`

The rules about exceptions take none. Every exception that lets something pass is listed (\`exceptions-listed\`). One that has expired, cannot be read or names no rule
is refused: the rule holds again, and \`exceptions-valid\` says why.

## Rules
`;

/** policies/README.md, whole. */
export function policiesPage(): string {
    return [intro, ...catalog.map(section)].join("\n");
}

function section(rule: Rule): string {
    const judged = rule.wholeStack === undefined ? "one object" : "objects together";
    return `### ${rule.name}

${rule.description} Severity ${rule.severity}; ${rule.enforcementLevel} unless configured; judges ${judged}.

- Why: ${rule.why}
- Fix: ${rule.fix}.
${settings(rule)}`;
}

/** All but the exceptions, which every rule takes that is not about them. */
function settings(rule: Rule): string {
    return Object.entries(settingsOf(rule))
        .filter(([name]) => name !== "except")
        .map(
            ([name, { schema }]) =>
                `- \`${name}\`: ${schema.description}; ${allowed(schema)}, by default \`${JSON.stringify(schema.default)}\`.\n`,
        )
        .join("");
}
