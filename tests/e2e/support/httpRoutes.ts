import assert from "node:assert/strict";
import { gateFailureOf } from "../../../scripts/local/gateOutput";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { Traffic } from "../../../scripts/local/traffic";
import { onlyAnswers } from "../../support/e2e/ingressClient";
import { environment } from "./environment";
import { assertFailed, assertSucceeded } from "./pulumiRuns";

/** An app whose requests an HTTPRoute splits; v1 is deployed and gets requests. */
export interface RoutedApp {
    /** The name of the app, and of its namespace. */
    readonly name: string;
    readonly host: string;
    /** The number of its steps, the first of which is 10 %, and the second a pause. */
    readonly steps: number;
    readonly url: () => string;
    readonly up: (
        version: string,
        settings?: Record<string, unknown>,
        onLine?: (line: string) => void,
    ) => Promise<PulumiRun>;
    readonly outputs: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Tests of rollouts by the weights of an HTTPRoute; the last version that is stable is v2. */
export function itSplitsByAnHTTPRoute({ name, host, steps, url, up, outputs }: RoutedApp): void {
    const kubectl = async (...args: string[]) =>
        (await environment()).target.kubectl.run([...args, `--namespace=${name}`]);
    const failedRequests = async () =>
        (await new Traffic((await environment()).target.kubectl, name, name).k6()).failed;

    it("promotes a good version by the weights of the HTTPRoute, and fails no request", async () => {
        const failed = await failedRequests();
        assertSucceeded(await up("v2", { steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }] }));
        assert.equal((await outputs())["outcome"], "Promoted");
        await onlyAnswers(url(), host, "v2", 100);
        assert.equal(await failedRequests(), failed);
    });

    it("rolls back a slow one, and fails no request", async () => {
        const failed = await failedRequests();
        const run = await up("v3", { env: { FAULT_LATENCY_MS: "200-800" } });
        assertFailed(run);
        assert.match(
            run.output,
            new RegExp(
                `was aborted by this gate at step 1/${steps} .* slower than 500 ms .*; traffic is back on stable`,
            ),
        );
        await onlyAnswers(url(), host, "v2", 100);
        assert.equal(await failedRequests(), failed);
    });

    it("aborts when another client changes the weights, which the controller does not see", async () => {
        let meddled: Promise<unknown> | undefined;
        const patch = [{ op: "replace", path: "/spec/rules/0/backendRefs/1/weight", value: 90 }];
        const run = await up("v1", {}, (line) => {
            if (line.includes("Paused")) {
                meddled ??= kubectl("patch", "httproute", name, "--type=json", `--patch=${JSON.stringify(patch)}`);
            }
        });
        await meddled;
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            new RegExp(
                `aborted .*at step 1/${steps} \\(setWeight 10\\): .*HTTPRoute ${name}.*; traffic is back on stable`,
            ),
        );
        await onlyAnswers(url(), host, "v2", 100);
    });
}
