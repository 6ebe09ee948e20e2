import { printLine } from "../provider/printLine";
import { connect, type KubernetesApi, messageOf } from "../kubernetes";
import { dynamicProvider, failed, pickInputs } from "../provider/dynamicProvider";
import { systemClock } from "./model/clock";
import { clusterOf } from "./cluster/cluster";
import { pathsOf } from "./cluster/collections";
import { drive, type Report } from "./drive/drive";
import { startInitialAnalysis } from "./drive/initialAnalysis";
import {
    allInputs,
    checkGateInputs,
    declaredInputs,
    identity,
    providerVersion,
    type RolloutGateInputs,
} from "./model/inputs";
import { isSuccess } from "./model/outcome";
import { versionOf } from "./observation/observe";
import { metricsOf } from "./cluster/prometheus";
import { credentialsOf } from "./cluster/prometheusCredentials";
import type { RolloutObject } from "./cluster/types";
import { publish } from "./publish";
import { gateLog } from "./report/gateLog";
import { unseenReport } from "./report/updateReport";
import { withReport, writeReportOf } from "./report/writeReportOf";
import { resultOf, notVerified, previousOf, type RolloutGateState } from "./state";

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
        const api = await connect(state);
        const list = (await api.request({
            method: "GET",
            path: pathsOf(state.namespace).rollouts,
            query: { fieldSelector: `metadata.name=${state.rolloutName}` },
        })) as { items: RolloutObject[] };
        const [rollout] = list.items;
        if (rollout === undefined) {
            return undefined;
        }
        const { podHash, revision, image } = versionOf(rollout);
        const { uid } = rollout.metadata;
        const same = podHash === state.podHash && revision === state.revision && uid === (state.uid ?? uid);
        // A version that this gate has not evaluated: it shows as a change, and the next up runs the gate.
        return same
            ? state
            : { ...state, ...notVerified(state, "Superseded"), podHash, revision, uid, image, evidence: {} };
    },

    // The Rollout belongs to another resource, so removing the gate leaves the cluster unchanged.
    delete: () => Promise.resolve(),
    inputsOf: (state) => pickInputs<RolloutGateInputs>(state, allInputs),
});

const logOf = gateLog(printLine);

function idOf(inputs: RolloutGateInputs): string {
    return `${inputs.namespace}/${inputs.rolloutName}`;
}

async function driveRollout(inputs: RolloutGateInputs, olds: RolloutGateState | undefined): Promise<RolloutGateState> {
    const startedAt = Date.now();
    const log = logOf(idOf(inputs));
    let api: KubernetesApi;
    let end: Report;
    try {
        api = await connect(inputs);
        end = await drive(inputs, previousOf(olds), {
            cluster: clusterOf(api, inputs.namespace, inputs.rolloutName),
            metrics: metricsOf(api, inputs, credentialsOf(api, inputs)),
            verify: (o) => startInitialAnalysis(api, o),
            clock: systemClock(),
            log,
        });
    } catch (error) {
        // A refresh clears the failure that the engine recorded, so the state records it too.
        const message = messageOf(error);
        const report = await writeReportOf(unseenReport(inputs, message, startedAt, Date.now()), inputs, log);
        const state = { ...olds, ...inputs, ...notVerified(olds), report };
        throw failed(withReport(message, report), idOf(inputs), state, "ClusterFailed");
    }
    const { result } = end;
    // Before the report: a fault in reporting changes no result.
    const results = resultOf(end, olds);
    const { report, note } = await publish(api, end, inputs, log);
    const state = withNote({ ...inputs, ...results, report }, note);
    if (result.kind === "fail") {
        throw failed(withReport(end.failure, report), idOf(inputs), { ...olds, ...state }, result.code);
    }
    return state;
}

function withNote(state: RolloutGateState, note: string | undefined): RolloutGateState {
    const { evidence = {} } = state;
    return note === undefined
        ? state
        : { ...state, evidence: { ...evidence, notes: [...(evidence.notes ?? []), note] } };
}
