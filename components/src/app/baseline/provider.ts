import { printLine } from "../../provider/printLine";
import { apiErrorCode, connect, type KubernetesApi } from "../../kubernetes";
import { dynamicProvider, failed } from "../../provider/dynamicProvider";
import { metricsOf } from "../../gate/cluster/prometheus";
import { checkBaselineInputs, declaredInputs, identity, providerVersion, type RolloutBaselineInputs } from "./inputs";
import { applyBaseline, isBaseline, readRollout, removeBaseline, rolloutPath } from "./rollout";
import { baselineLine, imageOf, subjectOf, waitForBaseline } from "./wait";

/** What the baseline keeps in the state: its inputs as they were when it was deployed, and what came of it. */
export interface RolloutBaselineState extends RolloutBaselineInputs {
    /** Whether the baseline was deployed; otherwise the Rollout existed before. */
    readonly deployed?: boolean;
    /** Nothing is left to do: the baseline served requests, or there was a Rollout already. */
    readonly ready?: boolean;
}

/** Deploys the version that a canary is compared with, where there is no Rollout. */
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
        const properties: RolloutBaselineState = { ...inputs, deployed: true, ready: false };
        throw failed(apiErrorCode(error) === undefined ? message : refused, subjectOf(inputs), properties);
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
