import assert from "node:assert/strict";
import { plannedPauses, stepOf } from "../../../../../components/src/gate/observation/steps";
import type { CanaryStepObject } from "../../../../../components/src/gate/cluster/types";

describe("the pauses in which both versions get requests", () => {
    const planned = (steps: readonly CanaryStepObject[], least: Record<string, number> = {}, maxWeight = 100) =>
        plannedPauses(
            steps.map((step) => stepOf(step, maxWeight)),
            least,
        );

    it("have the weight before them, in percent", () => {
        const steps = [{ setWeight: 100 }, { pause: { duration: "30s" } }, { pause: { duration: 90 } }];
        assert.deepEqual(planned(steps, {}, 1000), [
            { weight: 10, seconds: 30 },
            { weight: 10, seconds: 90 },
        ]);
    });

    it("are none without a weight, or at all of it", () => {
        const steps = [{ pause: { duration: "1m" } }, { setWeight: 100 }, { pause: { duration: "1m" } }];
        assert.equal(planned(steps), undefined);
    });

    it("are unknown if one of them waits for a promotion, unless it has a least duration", () => {
        const steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: "30s" } }];
        assert.equal(planned(steps), undefined);
        assert.deepEqual(planned(steps, { "1": 20 }), [
            { weight: 10, seconds: 20 },
            { weight: 50, seconds: 30 },
        ]);
    });
});
