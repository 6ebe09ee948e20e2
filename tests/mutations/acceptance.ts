import { failureAcceptance } from "./failureAcceptance";
import type { TestName } from "./mutation";
import { progressAcceptance } from "./progressAcceptance";
import { protocolAcceptance } from "./protocolAcceptance";

/** A behaviour that the gate must have. */
export interface AcceptanceTest {
    readonly at: string;
    readonly behaviour: string;
    /** The tests of it, beside those that kill a mutation. */
    readonly tests: readonly TestName[];
    /** What nothing here proves. */
    readonly gap?: string;
}

/** What the gate has to do, by the numbers under which it was agreed. */
export const acceptanceTests: readonly AcceptanceTest[] = [
    ...progressAcceptance,
    ...failureAcceptance,
    ...protocolAcceptance,
];
