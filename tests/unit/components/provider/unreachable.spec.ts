import assert from "node:assert/strict";
import { apiError } from "../../../../components/src/kubernetes";
import { dynamicProvider } from "../../../../components/src/provider/dynamicProvider";

const variable = "PULUMI_K8S_DELETE_UNREACHABLE";
const state = { providerVersion: "1" };

const providerThat = (fails: () => never) =>
    dynamicProvider({
        noun: "thing",
        version: "1",
        declared: ["providerVersion"],
        identity: [],
        importHint: "",
        validate: () => [],
        idOf: () => "demo/web",
        isUnfinished: () => false,
        apply: fails,
        read: fails,
        delete: fails,
        inputsOf: (known) => known,
    });

describe("a resource whose cluster is gone", () => {
    const gone = () => {
        throw apiError("ClusterUnreachable", "cannot reach the cluster");
    };
    const wrapped = () => {
        throw new Error("nothing was removed: no such file", { cause: apiError("KubeconfigInvalid", "no such file") });
    };

    afterEach(() => {
        Reflect.deleteProperty(process.env, variable);
    });

    it("stays in the state, with the way out in the error", async () => {
        for (const [fails, message] of [
            [gone, /cannot reach the cluster; if the cluster is gone for good, run pulumi again with PULUMI_K8S_/],
            [wrapped, /nothing was removed: no such file; if the cluster is gone for good/],
        ] as const) {
            await assert.rejects(providerThat(fails).delete("demo/web", state), message);
            await assert.rejects(providerThat(fails).read("demo/web", state), message);
        }
    });

    it("leaves the state where the user accepts it", async () => {
        process.env[variable] = "true";
        for (const fails of [gone, wrapped]) {
            await providerThat(fails).delete("demo/web", state);
            assert.equal((await providerThat(fails).read("demo/web", state)).id, "");
        }
    });

    it("stays in the state after any other error", async () => {
        process.env[variable] = "true";
        const forbidden = () => {
            throw apiError("Forbidden", "DELETE: 403", 403);
        };
        await assert.rejects(providerThat(forbidden).delete("demo/web", state), /403$/);
    });
});
