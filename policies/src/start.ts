import { PolicyPack } from "@pulumi/policy";
import { catalog } from "./catalog";
import { policiesOf } from "./pack";
import { rejectUnknownRules } from "./unknownRules";

// Entry point of the policy pack; Pulumi loads it as package.json's main.
rejectUnknownRules(catalog.map(({ name }) => name));
new PolicyPack("canary-policies", { policies: policiesOf(catalog) });
