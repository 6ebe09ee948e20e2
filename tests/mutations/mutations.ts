import { abortMutations } from "./abortMutations";
import { decisionMutations } from "./decisionMutations";
import { failureMutations } from "./failureMutations";
import { hearingMutations } from "./hearingMutations";
import type { Mutation } from "./mutation";
import { pauseMutations } from "./pauseMutations";
import { proofMutations } from "./proofMutations";
import { protocolMutations } from "./protocolMutations";
import { shareMutations } from "./shareMutations";
import { stateMutations } from "./stateMutations";
import { strategyMutations } from "./strategyMutations";
import { writeMutations } from "./writeMutations";

/** Every mistake that a test is there for, in the order in which docs/testing.md has them. */
export const mutations: readonly Mutation[] = [
    ...decisionMutations,
    ...abortMutations,
    ...pauseMutations,
    ...shareMutations,
    ...proofMutations,
    ...strategyMutations,
    ...stateMutations,
    ...writeMutations,
    ...hearingMutations,
    ...failureMutations,
    ...protocolMutations,
];
