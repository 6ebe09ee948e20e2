import type { dynamic } from "@pulumi/pulumi";
import { printLine } from "../../provider/printLine";
import { apiErrorCode, connect, type KubernetesApi } from "../../kubernetes";
import { isUnknown } from "../../provider/inputs";
import { metricsOf } from "../../gate/cluster/prometheus";
import { checkBaselineInputs, declaredInputs, identity, type RolloutBaselineInputs } from "./inputs";
import { applyBaseline, isBaseline, readRollout, removeBaseline, rolloutPath } from "./rollout";
import { baselineLine, imageOf, subjectOf, waitForBaseline } from "./wait";

/** What the baseline keeps in the state: its inputs as they were when it was deployed, and what came of it. */
export interface RolloutBaselineState extends RolloutBaselineInputs {
    /** Whether the baseline was deployed; otherwise the Rollout existed before. */
    readonly deployed?: boolean;
    /** Nothing is left to do: the baseline served requests, or there was a Rollout already. */
    readonly ready?: boolean;
}

/** The provider as Pulumi serializes it: plain functions, which import their libraries where they use them. */
export const rolloutBaselineProvider: dynamic.ResourceProvider<RolloutBaselineInputs, RolloutBaselineState> = {
    check(_olds, news) {
        return Promise.resolve({ inputs: news, failures: checkBaselineInputs(news) });
    },

    diff(_id, olds, news) {
        const changed = declaredInputs.filter((key) => isUnknown(news[key]) || olds[key] !== news[key]);
        const replaces = identity.filter((key) => changed.includes(key) && !isUnknown(news[key]));
        return Promise.resolve({ changes: changed.length > 0 || olds.ready !== true, replaces });
    },

    async create(inputs) {
        return { id: subjectOf(inputs), outs: await deploy(inputs, false) };
    },

    async update(_id, olds, news) {
        return { outs: await deploy(news, olds.deployed === true) };
    },

    async read(id, state) {
        if (state === undefined) {
            throw new Error(
                `rollout baseline ${id} cannot be imported; pulumi up deploys it where there is no Rollout`,
            );
        }
        const rollout = await readRollout(await connect(state), rolloutPath(state));
        // Without a Rollout the next update needs a baseline again.
        return { id: rollout === undefined ? "" : id, props: state, inputs: inputsOf(state) };
    },

    async delete(_id, state) {
        await removeBaseline(await connect(state), rolloutPath(state));
    },
};

/** Deploys the baseline where there is no Rollout, or takes up the wait where one is still the baseline. */
async function deploy(inputs: RolloutBaselineInputs, before: boolean): Promise<RolloutBaselineState> {
    const api = await connect(inputs);
    const path = rolloutPath(inputs);
    const live = await readRollout(api, path);
    if (live !== undefined && !isBaseline(live)) {
        say(`rollout ${subjectOf(inputs)} exists, nothing to deploy`);
        return { ...inputs, deployed: before, ready: true };
    }
    try {
        say(`${live === undefined ? "deploying" : "going on with"} rollout ${subjectOf(inputs)} (${imageOf(inputs)})`);
        await applyBaseline(api, inputs);
        await waitForBaseline(inputs, portsOf(api, path, inputs));
        return { ...inputs, deployed: true, ready: true };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const refused = `rollout ${subjectOf(inputs)} has no baseline: ${message}; the candidate was not deployed; run pulumi up again`;
        throw failed(apiErrorCode(error) === undefined ? message : refused, inputs);
    }
}

function portsOf(api: KubernetesApi, path: string, inputs: RolloutBaselineInputs) {
    return {
        rollout: () => readRollout(api, path),
        metrics: metricsOf(api, inputs),
        clock: {
            now: () => Date.now(),
            sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
        },
        log: printLine,
    };
}

function say(text: string): void {
    printLine(baselineLine(text, Date.now()));
}

/** The state less what came of it; whatever else Pulumi keeps in it stays. */
function inputsOf(state: RolloutBaselineState): RolloutBaselineInputs {
    return Object.fromEntries(
        Object.entries(state).filter(([key]) => key !== "deployed" && key !== "ready"),
    ) as unknown as RolloutBaselineInputs;
}

/**
 * A failure that keeps the resource in the state, so that the next `up` goes on with it. Pulumi shows only the first
 * reason, and does not add `__provider` on this path: `inputs` carries its own.
 */
function failed(message: string, inputs: RolloutBaselineInputs): Error {
    const properties: RolloutBaselineState = { ...inputs, deployed: true, ready: false };
    return Object.assign(new Error(message), { id: subjectOf(inputs), properties, reasons: [message] });
}
