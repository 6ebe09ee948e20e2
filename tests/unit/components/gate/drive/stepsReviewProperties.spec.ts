import assert from "node:assert/strict";
import fc from "fast-check";
import { UnwatchedRollout } from "../../../../support/gate/unwatchedRollout";
import { reviewed, without } from "./stepsReviewRun";

describe("a review is never a proof", function () {
    // Hundreds of rollouts, on a machine that may be busy.
    this.timeout("60s");

    const weights = fc
        .uniqueArray(fc.integer({ min: 5, max: 90 }), { minLength: 1, maxLength: 3 })
        .chain((all) =>
            fc.tuple(
                ...all
                    .toSorted((one, other) => one - other)
                    .map((weight) =>
                        fc.record({ weight: fc.constant(weight), seconds: fc.integer({ min: 10, max: 60 }) }),
                    ),
            ),
        );
    const rates = fc.integer({ min: 1, max: 200 });

    const losses = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });

    /** Checks that no such rollout is proven, whatever Events are lost. */
    async function neverProven(rollouts: fc.Arbitrary<UnwatchedRollout>): Promise<void> {
        const property = fc.asyncProperty(rollouts, losses, async (rollout, lost) => {
            const { kind } = await reviewed(rollout, {}, without(lost), rollout.at(rollout.endsAt));
            assert.notEqual(kind, "proven");
        });
        await fc.assert(property, { numRuns: 200 });
    }

    it("of a rollout with a wrong share in one pause", async () => {
        const rollouts = fc
            .tuple(weights, rates, fc.nat(), fc.boolean())
            .map(([all, requestsPerSecond, which, none]) => {
                const index = which % all.length;
                // At twice the weight the expected count is just outside, and the counted one may be within.
                const more = Math.min(1, (2.5 * (all[index]?.weight ?? 0)) / 100);
                return new UnwatchedRollout(all, { requestsPerSecond, parts: { [index]: none ? 0 : more } });
            });
        await neverProven(rollouts);
    });

    it("of a bad version", async () => {
        const rollouts = fc
            .tuple(weights, fc.integer({ min: 40, max: 200 }), fc.double({ min: 0.5, max: 1, noNaN: true }))
            .map(([all, requestsPerSecond, errors]) => new UnwatchedRollout(all, { requestsPerSecond, errors }));
        await neverProven(rollouts);
    });

    it("of a rollout whose samples are missing for more than three scrapes", async () => {
        const rollouts = fc
            .tuple(
                weights,
                rates,
                fc.double({ min: 0, max: 1, noNaN: true }),
                fc.constantFrom(/new/, /old/, /old-1/, /./),
            )
            .map(([all, requestsPerSecond, where, pods]) => {
                const { endsAt } = new UnwatchedRollout(all);
                const from = 15 + Math.floor(where * (endsAt - 15));
                return new UnwatchedRollout(all, {
                    requestsPerSecond,
                    missing: [{ pods, from: from - 4, until: from + 5 }],
                });
            });
        await neverProven(rollouts);
    });
});
