import { PolicyPack } from "@pulumi/policy";
import { catalog } from "./catalog";
import { policiesOf } from "./pack";

// Entry point of the policy pack; Pulumi loads it as package.json's main.
new PolicyPack("canary-policies", { policies: policiesOf(catalog) });
