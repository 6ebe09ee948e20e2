import assert from "node:assert/strict";
import { specWritesTo } from "../../../../../components/src/gate/observation/specWrites";

const time = "2026-03-01T06:00:00Z";
const at = Date.parse(time);

describe("specWritesTo", () => {
    it("returns the clients that wrote the template or the strategy, and their fields, the latest at the end", () => {
        const strategy = { "f:strategy": { "f:canary": { "f:steps": {} } } };
        const containers = { 'k:{"name":"app"}': { ".": {}, "f:image": {} } };
        const managedFields = [
            { manager: "kubectl-patch", time: "2026-03-01T06:01:00Z", fieldsV1: { "f:spec": strategy } },
            {
                manager: "canary-delivery-pulumi",
                time,
                fieldsV1: {
                    "f:metadata": { "f:labels": {} },
                    "f:spec": { "f:replicas": {}, "f:template": { "f:spec": { "f:containers": containers } } },
                },
            },
        ];
        assert.deepEqual(specWritesTo({ metadata: { name: "web", managedFields } }), [
            { by: "canary-delivery-pulumi", at, fields: ["template.spec.containers"] },
            { by: "kubectl-patch", at: at + 60_000, fields: ["strategy.canary.steps"] },
        ]);
    });

    it("leaves out the controller, subresources, and writes to other fields", () => {
        const template = { "f:spec": { "f:template": { "f:spec": {} } } };
        const managedFields = [
            { manager: "rollouts-controller", time, fieldsV1: template },
            { manager: "kubectl-edit", time, subresource: "status", fieldsV1: template },
            { manager: "kubectl-scale", time, fieldsV1: { "f:spec": { "f:replicas": {} } } },
            { manager: "kubectl-annotate", time, fieldsV1: { "f:metadata": { "f:annotations": { "f:a": {} } } } },
            { manager: "unreadable", time: "", fieldsV1: template },
            { manager: "old", time },
        ];
        assert.deepEqual(specWritesTo({ metadata: { name: "web", managedFields } }), []);
        assert.deepEqual(specWritesTo({ metadata: { name: "web" } }), []);
    });
});
