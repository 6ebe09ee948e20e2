import assert from "node:assert/strict";
import { isEmptyState, isProtected, platformsLast, type StackState } from "../../../../scripts/local/stackState";

function stateOf(...types: string[]): StackState {
    return { deployment: { resources: types.map((type) => ({ type })) } };
}

describe("a stack's state", () => {
    it("is empty without resources, whether or not the stack itself is there", () => {
        assert.ok(isEmptyState({ deployment: {} }));
        assert.ok(isEmptyState(stateOf("pulumi:pulumi:Stack")));
        assert.ok(!isEmptyState(stateOf("pulumi:pulumi:Stack", "kubernetes:core/v1:Namespace")));
    });

    it("is not empty while an operation is unfinished: it may have made something", () => {
        assert.ok(!isEmptyState({ deployment: { resources: [], pending_operations: [{}] } }));
    });

    it("reports whether protection would stop pulumi destroy", () => {
        assert.ok(!isProtected(stateOf("kubernetes:core/v1:Namespace")));
        assert.ok(
            isProtected({ deployment: { resources: [{ type: "kubernetes:core/v1:Namespace", protect: true }] } }),
        );
    });
});

describe("stacks of one cluster", () => {
    const named = (name: string, ...types: string[]) => ({ name, state: stateOf("pulumi:pulumi:Stack", ...types) });
    const order = (...stacks: ReturnType<typeof named>[]) => platformsLast(stacks).map(({ name }) => name);

    for (const part of ["ArgoRollouts", "PrometheusStack", "IngressNginx", "Traefik"]) {
        it(`are destroyed before the one whose ${part} they use`, () => {
            const platform = named("dev", `canary:index:${part}`, "canary:index:CanaryApp");
            const staging = named("staging", "canary:index:CanaryApp");
            const consumer = named("consumer", "canary:index:CanaryApp");
            assert.deepEqual(order(platform, staging, consumer), ["staging", "consumer", "dev"]);
        });
    }
});
