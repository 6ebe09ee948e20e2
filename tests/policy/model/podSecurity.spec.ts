import assert from "node:assert/strict";
import { podSecurityProblems } from "../../../policies/src/model/podSecurity";
import { podSecurityCases, podSecurityChecks } from "../podSecurityCases";

/** `tests/e2e/podSecurity.spec.ts` compares the same pods with the API server's admission. */
describe("the Pod Security Standard of the policies", () => {
    it("has pods for every check of the API server's", () => {
        assert.deepEqual(
            [...new Set(podSecurityCases.map(({ check }) => check))].sort(),
            [...podSecurityChecks].sort(),
        );
    });

    for (const check of podSecurityChecks) {
        it(`accepts and rejects pods as the API server's check ${check} does`, () => {
            for (const { pod, restricted } of podSecurityCases.filter((one) => one.check === check)) {
                const problems = podSecurityProblems(pod, ["NET_BIND_SERVICE"]);
                assert.equal(problems.length === 0, restricted, `${JSON.stringify(pod)}\n${problems.join("\n")}`);
            }
        });
    }

    it("rejects what no API server takes from a user, but an older one did", () => {
        const pod = podSecurityCases.find(({ restricted }) => restricted)?.pod;
        assert.ok(pod);
        const { spec } = structuredClone(pod) as { spec: { containers: { securityContext: object }[] } };
        Object.assign(spec.containers[0]?.securityContext ?? {}, { procMount: "Unmasked" });
        assert.deepEqual(podSecurityProblems({ spec }, []), ["container main sets procMount, must have Default"]);
    });
});
