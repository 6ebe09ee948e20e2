import { printLine } from "../../provider/printLine";
import { apiErrorCode, connect, messageOf, type KubernetesApi } from "../../kubernetes";
import { dynamicProvider, failed } from "../../provider/dynamicProvider";
import { metricsOf } from "../../gate/cluster/prometheus";
import { credentialsOf } from "../../gate/cluster/prometheusCredentials";
import { checkBaselineInputs, declaredInputs, identity, providerVersion, type RolloutBaselineInputs } from "./inputs";
import { applyBaseline, isBaseline, readRollout, removeBaseline, rolloutPath } from "./rollout";
import { baselineLine, imageOf, subjectOf, waitForBaseline } from "./wait";

/** State of the baseline: its inputs at the time of its deployment, and the result. */
export interface RolloutBaselineState extends RolloutBaselineInputs {
    /** True when the baseline was deployed; otherwise the Rollout existed before. */
    readonly deployed?: boolean;
    /** True when nothing is left to do: the baseline answered requests, or there was a Rollout already. */
    readonly ready?: boolean;
}

/** Deploys the version that a canary is compared with, if there is no Rollout. */
export const rolloutBaselineProvider = dynamicProvider<RolloutBaselineInputs, RolloutBaselineState>({
    noun: "rollout baseline",
    version: providerVersion,
    declared: declaredInputs,
    identity,
    importHint: "; pulumi up deploys it where there is no Rollout",
    validate: checkBaselineInputs,
    idOf: subjectOf,
    isUnfinished: ({ ready }) => ready !== true,
    apply: (inputs, olds) => deploy(inputs, olds?.deployed === true),

    async read(state) {
        // Without a Rollout the next update needs a baseline again.
        const rollout = await readRollout(await connect(state), rolloutPath(state));
        return rollout === undefined ? undefined : state;
    },

    async delete(state) {
        await removeBaseline(await connect(state), rolloutPath(state));
    },

    inputsOf,
});

/** Deploys the baseline if there is no Rollout, or resumes the wait if the Rollout is still the baseline. */
async function deploy(inputs: RolloutBaselineInputs, before: boolean): Promise<RolloutBaselineState> {
    const api = await connect(inputs);
    const path = rolloutPath(inputs);
    const live = await readRollout(api, path);
    if (live !== undefined && !isBaseline(live)) {
        report(`rollout ${subjectOf(inputs)} exists, nothing to deploy`);
        return { ...inputs, deployed: before, ready: true };
    }
    try {
        report(`${live === undefined ? "deploying" : "resuming"} rollout ${subjectOf(inputs)} (${imageOf(inputs)})`);
        await applyBaseline(api, inputs);
        await waitForBaseline(inputs, portsOf(api, path, inputs));
        return { ...inputs, deployed: true, ready: true };
    } catch (error) {
        const message = messageOf(error);
        const explained = `rollout ${subjectOf(inputs)} has no baseline: ${message}; the candidate was not deployed; run pulumi up again`;
        const properties: RolloutBaselineState = { ...inputs, deployed: true, ready: false };
        throw failed(apiErrorCode(error) === undefined ? message : explained, subjectOf(inputs), properties);
    }
}

function portsOf(api: KubernetesApi, path: string, inputs: RolloutBaselineInputs) {
    return {
        rollout: () => readRollout(api, path),
        metrics: metricsOf(api, inputs, credentialsOf(api, inputs)),
        clock: {
            now: () => Date.now(),
            sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
        },
        log: printLine,
    };
}

function report(text: string): void {
    printLine(baselineLine(text, Date.now()));
}

/** Returns the state without the result; other keys that Pulumi keeps in it stay. */
function inputsOf(state: RolloutBaselineState): RolloutBaselineInputs {
    return Object.fromEntries(
        Object.entries(state).filter(([key]) => key !== "deployed" && key !== "ready"),
    ) as unknown as RolloutBaselineInputs;
}
