import type { dynamic } from "@pulumi/pulumi";
import { printLine } from "../provider/printLine";
import { connect } from "../kubernetes";
import { isUnknown } from "../provider/inputs";
import { systemClock } from "./model/clock";
import { clusterOf } from "./cluster/cluster";
import { pathsOf } from "./cluster/collections";
import { drive, type Report } from "./drive/drive";
import { startInitialAnalysis } from "./drive/initialAnalysis";
import { checkGateInputs, declaredInputs, identity, type RolloutGateInputs } from "./model/inputs";
import { isSuccess } from "./model/outcome";
import { versionOf } from "./observation/observe";
import { metricsOf } from "./cluster/prometheus";
import type { RolloutObject } from "./cluster/types";
import { resultOf, notVerified, previousOf, type RolloutGateState } from "./state";

/** The provider as Pulumi serializes it: plain functions, which import their libraries where they use them. */
export const rolloutGateProvider: dynamic.ResourceProvider<RolloutGateInputs, RolloutGateState> = {
    check(_olds, news) {
        return Promise.resolve({ inputs: news, failures: checkGateInputs(news) });
    },

    diff(_id, olds, news) {
        const changed = declaredInputs.filter((key) => isUnknown(news[key]) || olds[key] !== news[key]);
        const replaces = identity.filter((key) => changed.includes(key) && !isUnknown(news[key]));
        // A gate that has not succeeded has something to do even when nothing was declared anew, also after a
        // refresh, which clears the engine's own memory of the failure.
        return Promise.resolve({ changes: changed.length > 0 || !isSuccess(olds.outcome), replaces });
    },

    async create(inputs) {
        return { id: idOf(inputs), outs: await driveRollout(inputs, undefined) };
    },

    async update(_id, olds, news) {
        return { outs: await driveRollout(news, olds) };
    },

    async read(id, state) {
        if (state === undefined) {
            throw new Error(`rollout gate ${id} cannot be imported: it is about an update, not an object`);
        }
        const api = await connect(state);
        const list = (await api.request({
            method: "GET",
            path: pathsOf(state.namespace).rollouts,
            query: { fieldSelector: `metadata.name=${state.rolloutName}` },
        })) as { items: RolloutObject[] };
        const [rollout] = list.items;
        if (rollout === undefined) {
            return { id: "", props: state, inputs: inputsOf(state) };
        }
        const { podHash, revision, image } = versionOf(rollout);
        const same = podHash === state.podHash && revision === state.revision;
        // Another version than the one that this gate has judged: it shows as a change, and the next up looks again.
        const props = same ? state : { ...state, outcome: "Superseded", podHash, revision, image, evidence: {} };
        return { id, props, inputs: inputsOf(state) };
    },

    // The Rollout is another resource's: removing the gate only ends the watching.
    delete() {
        return Promise.resolve();
    },
};

function idOf(inputs: RolloutGateInputs): string {
    return `${inputs.namespace}/${inputs.rolloutName}`;
}

function inputsOf(state: RolloutGateState): RolloutGateInputs {
    return Object.fromEntries(declaredInputs.map((key) => [key, state[key]])) as unknown as RolloutGateInputs;
}

async function driveRollout(inputs: RolloutGateInputs, olds: RolloutGateState | undefined): Promise<RolloutGateState> {
    let report: Report;
    try {
        const api = await connect(inputs);
        report = await drive(inputs, previousOf(olds), {
            cluster: clusterOf(api, inputs.namespace, inputs.rolloutName),
            metrics: metricsOf(api, inputs),
            verify: (o) => startInitialAnalysis(api, o),
            clock: systemClock(),
            log: printLine,
        });
    } catch (error) {
        // A refresh clears the engine's own memory of the failure.
        const state = { ...olds, ...inputs, ...notVerified(olds) };
        throw failed(error instanceof Error ? error.message : String(error), inputs, state);
    }
    const { result } = report;
    const state = { ...olds, ...inputs, ...resultOf(report, olds) };
    if (result.kind === "fail") {
        throw failed(report.failure, inputs, state, result.code);
    }
    return state;
}

/**
 * A failure that keeps the resource in the state, so that the next `up` runs `update`. Pulumi shows only the first
 * reason, and does not add `__provider` on this path: `state` carries the inputs' own.
 */
function failed(message: string, inputs: RolloutGateInputs, state: RolloutGateState, code = "ClusterFailed"): Error {
    return Object.assign(new Error(message), { id: idOf(inputs), properties: state, reasons: [message], code });
}
