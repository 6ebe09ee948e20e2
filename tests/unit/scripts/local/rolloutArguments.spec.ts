import assert from "node:assert/strict";
import { rolloutArguments } from "../../../../scripts/local/rolloutArguments";

describe("the arguments of scripts/rollout", () => {
    const local = { kubeconfig: "/home/me/admin.yaml", context: "local" };

    it("have the local cluster's options where they name no cluster", () => {
        assert.deepEqual(rolloutArguments(["abort", "demo/app"], local), [
            ...["abort", "demo/app", "--kubeconfig", "/home/me/admin.yaml", "--context", "local"],
        ]);
    });

    for (const named of [["--context", "prod"], ["--context=prod"], ["--kubeconfig", "mine"], ["--kubeconfig=mine"]]) {
        it(`are the user's alone with ${named.join(" ")}`, () => {
            const args = ["abort", "demo/app", ...named];
            assert.deepEqual(rolloutArguments(args, local), args);
        });
    }

    for (const args of [
        ["report", "result.json"],
        ["help", "watch"],
        ["watch", "--help"],
        ["watch", "-h"],
    ]) {
        it(`have no cluster for ${args.join(" ")}`, () => {
            assert.deepEqual(rolloutArguments(args, local), args);
        });
    }
});
