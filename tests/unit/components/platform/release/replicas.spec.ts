import assert from "node:assert/strict";
import { withReplicas } from "../../../../../components/src/platform/release/replicas";
import { argoRolloutsRelease, find, findDeployment } from "../releases";

const selector = { matchLabels: { "app.kubernetes.io/name": "argo-rollouts" } };

describe("replicas of a controller", () => {
    it("are one without a budget, which would keep a node from ever being drained", () => {
        const objects = withReplicas(argoRolloutsRelease, 1);
        assert.deepEqual(objects, argoRolloutsRelease);
    });

    it("are spread over nodes and zones, but wait for none", () => {
        const { spec } = findDeployment(withReplicas(argoRolloutsRelease, 2));
        assert.equal(spec["replicas"], 2);
        assert.deepEqual(
            spec.template.spec["topologySpreadConstraints"],
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
                maxSkew: 1,
                topologyKey,
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: selector,
            })),
        );
    });

    it("leave one after the other when nodes are drained", () => {
        const budget = find(withReplicas(argoRolloutsRelease, 2), "PodDisruptionBudget");
        assert.deepEqual(budget["spec"], { maxUnavailable: 1, selector });
    });

    for (const replicas of [0, -1, 1.5, Number.NaN]) {
        it(`are not ${replicas}`, () => {
            assert.throws(() => withReplicas(argoRolloutsRelease, replicas), {
                message: `replicas must be a whole number from 1, got ${replicas}`,
            });
        });
    }
});
