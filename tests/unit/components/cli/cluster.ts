import { exitCodeOf } from "../../../../components/src/cli/exitCodes";
import { connect, type KubernetesApi } from "../../../../components/src/kubernetes";
import { FakeApiServer } from "../../../support/apiServer/fakeApiServer";
import { FakeRollout } from "../../../support/rollout/fakeRollout";

/** The Rollout of the commands' tests. */
export const name = { namespace: "demo", name: "ops-hardening-demo" };

/** A fake API server with the article's rollout, and the output of a command. */
export interface CommandCluster {
    readonly server: FakeApiServer;
    readonly rollout: FakeRollout;
    readonly api: KubernetesApi;
    readonly lines: string[];
    readonly print: (line: string) => void;
}

/** Starts a server with a stable first version, v1. */
export async function commandCluster(): Promise<CommandCluster> {
    const server = await FakeApiServer.start();
    const rollout = new FakeRollout(server);
    rollout.deployFirst("v1");
    const lines: string[] = [];
    const api = await connect({ kubeconfig: server.kubeconfig, kubeContext: "fake" });
    return { server, rollout, api, lines, print: (line) => lines.push(line) };
}

/** Begins the rollout of v2, paused at its first weight. */
export function pausedAtFirstWeight({ rollout }: CommandCluster): void {
    rollout.declare("v2");
    rollout.observe();
    rollout.setWeight(10, 0);
    rollout.pause(1);
}

/** Returns the exit code of a command that rejects. */
export async function exitCodeOfRejection(run: Promise<unknown>): Promise<number> {
    return run.then(
        () => {
            throw new Error("it has not rejected");
        },
        (error: unknown) => exitCodeOf(error),
    );
}
