import assert from "node:assert/strict";
import { historyName } from "../../../../components/src/gate/cluster/verdictHistory";
import { permissionsOf } from "../../../../components/src/preflight/permissions";
import { preflightInputs } from "../../../support/preflight/preflightInputs";

describe("the permissions of a rollout", () => {
    it("name the ConfigMap of the history as the gate does, also of a long name", () => {
        for (const rolloutName of ["web", "w".repeat(253)]) {
            const names = permissionsOf({ ...preflightInputs, rolloutName }).flatMap(({ resource, name }) =>
                resource === "configmaps" && name !== undefined ? name : [],
            );
            assert.deepEqual(names, [historyName(rolloutName)]);
        }
    });
});
