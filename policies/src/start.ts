import { PolicyPack } from "@pulumi/policy";
import { catalog } from "./catalog";
import { policiesOf } from "./pack";

// The program of the policy pack; package.json's main, by which Pulumi loads it.
new PolicyPack("canary-policies", { policies: policiesOf(catalog) });
