import assert from "node:assert/strict";
import { situations } from "../support/comparison";
import { Comparison, type Measured } from "./support/comparison";

describe("the gate and kubectl argo rollouts status on the Argo Rollouts project's situations", function () {
    this.timeout("40m");
    const comparison = new Comparison();
    let measured: ReadonlyMap<string, Promise<Measured>> = new Map();

    before("apply the first versions, and begin", async () => {
        await comparison.prepare();
        measured = comparison.run(situations);
    });

    after("remove them", () => comparison.remove());

    for (const { name, title, expected } of situations) {
        it(`${title} (${name})`, async () => {
            const { gate, status, answers } = (await measured.get(name)) ?? assert.fail();
            const { last } = expected.status;
            assert.deepEqual(
                {
                    gate: [gate?.exitCode, gate?.verdict],
                    status: [status.exitCode, status.last.slice(0, last.length)],
                    answers,
                },
                {
                    gate: [expected.gate?.exitCode, expected.gate?.verdict],
                    status: [expected.status.exitCode, last],
                    answers: expected.answers,
                },
                JSON.stringify({ gate, status, answers }, undefined, 2),
            );
            const { because } = expected.gate ?? {};
            const words = gate === undefined ? [] : [gate.sentence, ...gate.notes];
            assert.ok(because === undefined || words.some((text) => text.includes(because)), words.join("\n"));
        });
    }
});
