import assert from "node:assert/strict";
import { podSecurityProblems } from "../../policies/src/model/podSecurity";
import { UserError } from "../../scripts/local/userError";
import { versions } from "../../scripts/local/versions";
import { podSecurityCases, podSecurityChecks } from "../policy/podSecurityCases";
import { environment } from "./support/environment";

const namespace = "e2e-pod-security";
const version = `v${versions.kubernetes.split(".").slice(0, 2).join(".")}`;

/** Compares the rule `pods-restricted` with the API server's admission, which a dry run passes too. */
describe("the rule pods-restricted", function () {
    this.timeout("10m");

    before(async () => {
        const { kubectl } = (await environment()).target;
        const labels = {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": version,
        };
        await kubectl.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } }]);
        // Admission rejects pods without their account.
        await kubectl.run(["wait", "--for=create", "serviceaccount/default", `--namespace=${namespace}`]);
    });

    after(async () => {
        const { kubectl } = (await environment()).target;
        await kubectl.run(["delete", "namespace", namespace, "--ignore-not-found"]);
    });

    for (const check of podSecurityChecks) {
        it(`is as strict as the API server's check ${check}`, async () => {
            for (const { pod, restricted } of podSecurityCases.filter((one) => one.check === check)) {
                const denial = await denialOf(pod);
                const problems = podSecurityProblems(pod, ["NET_BIND_SERVICE"]);
                const about = [JSON.stringify(pod), denial ?? "accepted", ...problems].join("\n");
                assert.equal(denial === undefined, restricted, about);
                assert.equal(problems.length === 0, restricted, about);
                assert.ok(denial === undefined || denial.includes("violates PodSecurity"), about);
            }
        });
    }

    /** The message of the API server that denies a pod; undefined if it accepts it. */
    async function denialOf(pod: object): Promise<string | undefined> {
        const { kubectl } = (await environment()).target;
        try {
            await kubectl.run(
                ["create", "--dry-run=server", `--namespace=${namespace}`, "--filename=-"],
                JSON.stringify(pod),
            );
            return undefined;
        } catch (error) {
            if (error instanceof UserError) {
                return error.message;
            }
            throw error;
        }
    }
});
