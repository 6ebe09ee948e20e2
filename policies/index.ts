import { PolicyPack } from "@pulumi/policy";
import { catalog } from "./catalog";
import { policiesOf } from "./pack";

new PolicyPack("canary-policies", { policies: policiesOf(catalog, () => new Date()) });
