import type { RolloutHistory } from "../history/history";
import type { GracePeriods } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import type { Observation } from "../observation/observe";

/** Everything that a decision depends on. */
export interface Situation {
    /** Undefined while there is no Rollout. */
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    readonly policy: GatePolicy;
    readonly gracePeriods: GracePeriods;
    readonly now: number;
}

/** A situation with a Rollout. */
export interface ObservedSituation extends Situation {
    readonly observation: Observation;
}
