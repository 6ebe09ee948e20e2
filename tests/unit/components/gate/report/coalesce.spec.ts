import assert from "node:assert/strict";
import { analysis, ingress, paused, rollout, ReporterRun, type Write } from "./reporterRun";

/** Returns every order in which writes can arrive if each watch keeps its own order. */
function ordersOf(streams: readonly (readonly Write[])[]): Write[][] {
    const open = streams.filter((stream) => stream.length > 0);
    return open.length === 0
        ? [[]]
        : open.flatMap((stream) => {
              const rest = open.map((other) => (other === stream ? other.slice(1) : other));
              return ordersOf(rest).map((order) => [...stream.slice(0, 1), ...order]);
          });
}

describe("the gate's progress lines, when writes arrive in a burst", () => {
    const bursts = {
        abort: {
            streams: [
                [analysis(2)],
                [
                    rollout("Progressing", 4, 25),
                    rollout("Degraded", 0, 50, { aborted: true }),
                    rollout("Degraded", 0, 0, { aborted: true }),
                ],
                [ingress(50), ingress(0)],
            ],
            from: paused(3, 25),
            lines: /^P\w+ +\| Canary: {2}50% \| Stable: {2}50% \| Step: 4\/9\nDegraded +\| Canary: {3}0% .*Step: 0\/9$/,
        },
        "abort between two weights": {
            streams: [
                [analysis(2)],
                [rollout("Degraded", 0, 25, { aborted: true }), rollout("Degraded", 0, 0, { aborted: true })],
                [ingress(0)],
            ],
            from: paused(3, 25),
            lines: /^Degraded +\| Canary: {3}0% .*Step: 0\/9$/,
        },
        promotion: {
            streams: [
                [analysis(2)],
                [
                    rollout("Progressing", 8, 75),
                    rollout("Progressing", 9, 100),
                    rollout("Healthy", 9, 100, { stableHash: "new" }),
                    rollout("Healthy", 9, 0, { stableHash: "new" }),
                ],
                [ingress(100), ingress(0)],
            ],
            from: paused(7, 75),
            lines: /^Progressing +\| Canary: 100% .*Step: [89]\/9\nHealthy +\| Canary: {3}0% .*Step: 9\/9$/,
        },
    };
    for (const [name, pending] of Object.entries(bursts)) {
        const orders = ordersOf(pending.streams);

        it(`${name}: one line of each weight and of the end, in each of ${String(orders.length)} orders of arrival`, () => {
            for (const order of orders) {
                const run = new ReporterRun(pending.from);
                for (const part of order) {
                    run.write(part);
                    run.pass(25);
                }
                run.pass(500);
                assert.match(statuses(run.messages), pending.lines, JSON.stringify(order));
                assert.equal(run.messages.filter((message) => message.startsWith("Analysis:")).length, 1);
            }
        });

        it(`${name}: no state that never existed, however slowly the writes arrive`, () => {
            for (const every of [45, 90, 130, 260]) {
                for (const order of orders) {
                    const run = new ReporterRun(pending.from);
                    for (const part of order) {
                        run.write(part);
                        run.pass(every);
                    }
                    run.pass(500);
                    // A controller that writes this slowly also shows the step before its weight.
                    const rest = run.messages.filter(
                        (message) => !/Progressing .* (25% .* 4|75% .* 8)\/9$/.test(message),
                    );
                    assert.match(unique(statuses(rest)), pending.lines, `${String(every)} ms ${JSON.stringify(order)}`);
                }
            }
        });
    }
});

function statuses(messages: readonly string[]): string {
    return messages
        .filter((message) => message.startsWith("Status: "))
        .map((message) => message.slice("Status: ".length))
        .join("\n");
}

/** Reduces Progressing 8/9 and 9/9 of one weight, if there was time for both, to the first. */
function unique(text: string): string {
    const lines = text.split("\n");
    return lines.filter((line, index) => line.slice(0, 28) !== lines[index - 1]?.slice(0, 28)).join("\n");
}
