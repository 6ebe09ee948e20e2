import { printLine } from "../provider/printLine";
import { connect } from "../kubernetes";
import { dynamicProvider, failed, pickInputs } from "../provider/dynamicProvider";
import { findRollout } from "./cluster/findRollout";
import {
    checkGateInputs,
    declaredInputs,
    identity,
    keptInputs,
    providerVersion,
    type RolloutGateInputs,
} from "./model/inputs";
import { isSuccess } from "./model/outcome";
import { versionOf } from "./observation/versions";
import { gateLog } from "./report/gateLog";
import { runGate } from "./run";
import { notVerified, type RolloutGateState } from "./state";

/** Drives a Rollout to its end and verifies it. */
export const rolloutGateProvider = dynamicProvider<RolloutGateInputs, RolloutGateState>({
    noun: "rollout gate",
    version: providerVersion,
    declared: declaredInputs,
    identity,
    importHint: ": it is about an update, not an object",
    validate: checkGateInputs,
    idOf,
    // A gate that has not succeeded runs again even though no input has changed.
    isUnfinished: ({ outcome }) => !isSuccess(outcome),
    apply: driveRollout,

    async read(state) {
        const rollout = await findRollout(await connect(state), state);
        if (rollout === undefined) {
            return undefined;
        }
        const { podHash, revision, image } = versionOf(rollout);
        const { uid } = rollout.metadata;
        const same = podHash === state.podHash && revision === state.revision && uid === (state.uid ?? uid);
        const known = withoutSecrets(state);
        // A version that this gate has not evaluated: it shows as a change, and the next up runs the gate.
        return same
            ? known
            : { ...known, ...notVerified(state, "Superseded"), podHash, revision, uid, image, evidence: {} };
    },

    // The Rollout belongs to another resource, so removing the gate leaves the cluster unchanged.
    delete: () => Promise.resolve(),
    inputsOf: (state) => pickInputs<RolloutGateInputs>(state, keptInputs),
});

const logOf = gateLog(printLine);

function idOf(inputs: RolloutGateInputs): string {
    return `${inputs.namespace}/${inputs.rolloutName}`;
}

async function driveRollout(inputs: RolloutGateInputs, olds: RolloutGateState | undefined): Promise<RolloutGateState> {
    const { state: whole, sentence, failure } = await runGate(inputs, olds, logOf(idOf(inputs)));
    const state = withoutSecrets(whole);
    if (failure !== undefined) {
        throw failed(sentence, idOf(inputs), state, failure);
    }
    return state;
}

/** Pulumi encrypts an output only while the program declares an input of that name, so that no output has a secret. */
function withoutSecrets(state: RolloutGateState): RolloutGateState {
    const kept: { -readonly [Key in keyof RolloutGateState]: RolloutGateState[Key] } = { ...state };
    delete kept.notifications;
    return kept;
}
