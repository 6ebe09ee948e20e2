import assert from "node:assert/strict";
import { unprovable, unwatchedSteps } from "../../../../../components/src/gate/history/unwatched";
import type { StepTimes } from "../../../../../components/src/gate/observation/stepTimes";
import type { Step } from "../../../../../components/src/gate/observation/steps";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { Simulation } from "../../../../support/simulation/simulation";

const weightOf = (percent: number) => ({ setWeight: percent, percent });
const steps = [weightOf(25), { pauseSeconds: 30 }, weightOf(50), { pauseSeconds: 60 }, weightOf(100)];

/** A Healthy rollout with these steps. */
function ended(given: readonly Step[] = steps) {
    const simulation = new Simulation({ judge: judgeInputs });
    simulation.rollout.deployFirst("v1");
    simulation.watch();
    const { observation, policy } = simulation;
    assert.ok(observation);
    return { o: { ...observation, steps: given }, policy };
}

const between = (earliest: number, latest = earliest + 1) => ({ earliest: earliest * 1000, latest: latest * 1000 });
const times: StepTimes = {
    kind: "known",
    startedAt: between(0),
    endedAt: [between(10), between(40), between(41, 44), between(101, 104)],
    weightsAt: [10_000, 40_000],
};

describe("the steps that ran before a gate", () => {
    it("have the pauses between the latest begin and the earliest end, less the time before a new weight", () => {
        const known = unwatchedSteps(ended().o, times, judgeInputs);
        assert.ok(known.kind === "known");
        assert.deepEqual(
            known.pauses.map(({ stepIndex, weight, startedAt, endedAt }) => [stepIndex, weight, startedAt, endedAt]),
            [
                [1, 25, 11_000, 38_000],
                [3, 50, 44_000, 99_000],
            ],
        );
        assert.deepEqual([known.startedAt, known.judgedFrom, known.until], [0, 0, 104_000]);
    });

    it("are judged from the earliest begin of the first weight, and not by tests before it", () => {
        const tested = [{ analysis: true }, ...steps];
        const later = { ...times, endedAt: [between(9, 12), ...times.endedAt] };
        const known = unwatchedSteps(ended(tested).o, later, judgeInputs);
        assert.equal(known.kind === "known" && known.judgedFrom, 9_000);
    });

    it("are judged after the warm-up from the latest begin of the first weight", () => {
        const known = unwatchedSteps(ended().o, times, { ...judgeInputs, warmupSeconds: 20 });
        assert.equal(known.kind === "known" && known.judgedFrom, 31_000);
    });

    it("are not known if a pause may have been too short to count, or if its weight changed", () => {
        const uncertain = { ...times, endedAt: [between(10, 35), between(40), between(41), between(101)] };
        const missing = { kind: "noStepEvent", step: 2, steps: 5 };
        assert.deepEqual(unwatchedSteps(ended().o, uncertain, judgeInputs), missing);
        const changed = { ...times, weightsAt: [60_000] };
        const unclear = { kind: "unclearStep", step: 4, steps: 5 };
        assert.deepEqual(unwatchedSteps(ended().o, changed, judgeInputs), unclear);
    });

    it("cannot be proven without requests by version, a judge, a router, and a pause of every weight", () => {
        const of = (given: readonly Step[], change: object = {}, policy: object = {}) => {
            const { o, policy: usual } = ended(given);
            return unprovable({ ...o, weight: 0, ...change }, { ...usual, ...policy });
        };
        assert.equal(of(steps), undefined);
        assert.deepEqual(of(steps, {}, { requestsMetric: "" }), { kind: "noRequestsMetric" });
        assert.deepEqual(of(steps, {}, { judge: undefined }), { kind: "judgeOff" });
        assert.deepEqual(of(steps, { weight: undefined }), { kind: "notRouted" });
        assert.deepEqual(of([weightOf(10), ...steps]), { kind: "noPause", weight: 10 });
        assert.deepEqual(of([{ pauseSeconds: 30 }, weightOf(100)]), { kind: "noPause", weight: 100 });
        assert.deepEqual(of([{ pauseSeconds: 30 }]), { kind: "noPause", weight: 0 });
        assert.equal(of([weightOf(0), { openEnded: true }, ...steps, { pauseSeconds: 30 }]), undefined);
    });
});
