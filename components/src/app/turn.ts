import { availableParallelism } from "node:os";
import * as pulumi from "@pulumi/pulumi";

/** The ends of the rollouts of each program, in the order of their declaration. */
const declared = new WeakMap<object, Promise<void>[]>();

/** An app's turn to roll out, among the apps of a program. */
export interface Turn {
    /** Resolves once few enough of the apps that were declared before have a rollout that has not ended. */
    readonly begin: Promise<void>;
    /** Ends the turn with the end of the app's gate, good or bad. */
    readonly endWith: (gate: pulumi.Resource) => void;
}

/**
 * Takes the next turn of a program. Pulumi carries out `--parallel` operations at a time, and a gate is one of them until
 * its rollout has ended: a Rollout that is updated without its turn would walk its steps unwatched, while its gate waits
 * for another one's end. One operation is left for the other resources.
 *
 * A turn waits for earlier ones only, and what an app depends on is declared before it: no two wait for each other.
 */
export function nextTurn(): Turn {
    const program: object | undefined = pulumi.runtime.getMonitor();
    const ends = (program && declared.get(program)) ?? [];
    const begin = atMost(Math.max(1, operationsAtOnce() - 1), [...ends]);
    let end: () => void = () => undefined;
    ends.push(
        new Promise((resolve) => {
            end = resolve;
        }),
    );
    if (program !== undefined) {
        declared.set(program, ends);
    }
    return {
        begin,
        endWith: ({ urn }) => {
            // Known once the gate's operation is over, also if it has failed or was skipped.
            urn.apply(end);
        },
    };
}

/** Resolves once fewer than `limit` of the promises are pending. */
async function atMost(limit: number, pending: readonly Promise<void>[]): Promise<void> {
    let excess = pending.length - limit + 1;
    if (excess <= 0) {
        return;
    }
    await new Promise<void>((resolve) => {
        for (const one of pending) {
            void one.then(() => {
                excess -= 1;
                if (excess === 0) {
                    resolve();
                }
            });
        }
    });
}

/**
 * Returns the number of operations that Pulumi carries out at once: `--parallel`, by default four for each CPU, which is
 * also assumed in an inline program of the Automation API.
 */
function operationsAtOnce(): number {
    const parallel = Number(process.env["PULUMI_NODEJS_PARALLEL"]);
    return parallel >= 1 ? parallel : 4 * availableParallelism();
}
