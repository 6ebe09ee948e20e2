import assert from "node:assert/strict";
import { twoApps } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { onlyAnswers, sendAtRate } from "../support/e2e/ingressClient";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const host = "two-apps.local";
/** A host of no rule: requests come by their paths. */
const elsewhere = "elsewhere.local";

describe("two components of one app, with a Prometheus without the operator and rules without a host", function () {
    this.timeout("20m");
    let opened: Promise<Stack> | undefined;
    const stackOf = () => (opened ??= openStack("e2e-two-apps", { project: twoApps }));
    const stops: (() => void)[] = [];

    after(async () => {
        for (const stop of stops) {
            stop();
        }
        const stack = await stackOf();
        await stack.clear();
        await stack.forget();
    });

    async function up(version: string, settings: object = {}) {
        const { target } = await environment();
        const { kubectl } = target;
        const shared = ["get", "prometheus", "prometheus", "--namespace=monitoring", "--output=jsonpath={.spec.image}"];
        const stack = await stackOf();
        const prometheusImage = await kubectl.run(shared);
        stack.configure({ ...target.settings, image: imageOf(version), prometheusImage, ...settings });
        return stack.up(undefined, ["--continue-on-error"]);
    }

    /** The outcomes of both gates, and the weights whose shares they evaluated. */
    async function ended() {
        const { deployment } = await (await stackOf()).state();
        const gates = (deployment.resources ?? []).filter(({ type }) => type.endsWith("/canary:RolloutGate"));
        return Object.fromEntries(
            gates.map(({ outputs }) => {
                const { namespace, outcome, evidence } = outputs as unknown as {
                    readonly namespace: string;
                    readonly outcome: string;
                    readonly evidence: { readonly shares?: readonly { readonly weight: number }[] };
                };
                return [namespace, [outcome, ...(evidence.shares ?? []).map(({ weight }) => weight)]];
            }),
        );
    }

    it("are deployed, and answer by the host of an Output, by a regular expression and by an exact path", async () => {
        assertSucceeded(await up("v1"));
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, host, "v1", 20);
        await onlyAnswers(`${ingressUrl}/two-apps/eu`, elsewhere, "v1", 20);
        await onlyAnswers(`${ingressUrl}/two-apps/eu/`, elsewhere, "v1", 20);
        await onlyAnswers(`${ingressUrl}/two-apps/us`, elsewhere, "v1", 20);
        await assertNothingToDo(await stackOf());
    });

    it("are promoted by their own requests", async () => {
        const { ingressUrl } = await environment();
        for (const path of ["/two-apps/eu", "/two-apps/us"]) {
            stops.push(sendAtRate(`${ingressUrl}${path}`, 25, { host: elsewhere }));
        }
        assertSucceeded(await up("v2"));
        assert.deepEqual(await ended(), { "e2e-two-apps-eu": ["Promoted", 50], "e2e-two-apps-us": ["Promoted", 50] });
        await onlyAnswers(`${ingressUrl}/two-apps/us`, elsewhere, "v2", 20);
    });

    it("are rejected each by its own: the slow one is aborted by the threshold of an Output, the other promoted", async () => {
        const run = await up("v3", { faults: { eu: { FAULT_LATENCY_MS: "500-600" } } });
        assertFailed(run);
        // By the analysis or by the judge, whichever is first.
        assert.match(
            run.output,
            /rollout e2e-two-apps-eu\/shop .*(p99-latency measured .*, must be < 400|slower than 400 ms)/,
        );
        const { "e2e-two-apps-eu": eu = [], "e2e-two-apps-us": us } = await ended();
        assert.equal(eu[0], "Aborted");
        assert.deepEqual(us, ["Promoted", 50]);
        const { ingressUrl } = await environment();
        await onlyAnswers(`${ingressUrl}/two-apps/eu`, elsewhere, "v2", 20);
        await onlyAnswers(`${ingressUrl}/two-apps/us`, elsewhere, "v3", 20);
    });
});
