import assert from "node:assert/strict";
import type { GateErrorCode } from "../../../components/rolloutGate/decide";
import { sentence } from "../../../components/rolloutGate/errors";
import { emptyMemory } from "../../../components/rolloutGate/memory";
import { atStep3, rollout, say, subject } from "./sentences";

describe("the gate's sentences", () => {
    it("superseded", () => {
        const text = say("Superseded", [], (fake) => {
            atStep3(fake);
            fake.declare("v9");
            fake.observe();
        });
        assert.equal(
            text,
            `${rollout} was superseded at step 3/9 (setWeight 25): this update is pod hash hash2, the rollout is now at hash3; somebody else changed it, and this gate left it alone; run pulumi up again to roll out what is declared`,
        );
    });

    it("inconclusive", () => {
        const text = say("Inconclusive", [], (fake) => {
            atStep3(fake);
            fake.pause(3, "InconclusiveAnalysisRun");
        });
        assert.equal(
            text,
            `${rollout} is inconclusive at step 3/9 (setWeight 25): the analysis could not tell good from bad; it is paused with canary weight 25; decide with kubectl argo rollouts promote ops-hardening-demo -n demo or kubectl argo rollouts abort ops-hardening-demo -n demo, then run pulumi up again`,
        );
    });

    it("never measured", () => {
        const text = say("Unmeasured", ["success-rate"], (fake) => {
            fake.analyse("Successful", { "p99-latency": ["41"] });
            fake.promote();
        });
        assert.equal(
            text,
            `${rollout} was promoted, but success-rate was never measured (AnalysisRun ops-hardening-demo-hash2-2 ended before its first measurement); the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and run pulumi up again`,
        );
    });

    it("the analysis failed with the promotion", () => {
        const text = say("AnalysisFailed", [], (fake) => {
            fake.analyse("Failed", { "p99-latency": ["743!"] }, { "p99-latency": "Failed" });
            fake.promote();
        });
        assert.equal(
            text,
            `${rollout} was promoted, but its analysis ended badly: p99-latency measured 743 ms, must be < 500; the new version has all traffic; fix the image and run pulumi up again`,
        );
    });

    it("invalid spec, not proven, timed out", () => {
        assert.equal(
            say("InvalidSpec", ["no template x"], () => undefined),
            `${rollout} has an invalid spec: no template x; nothing was rolled out; correct it and run pulumi up again`,
        );
        assert.equal(
            say("NotProven", ["canary weight is 5, must be 0"], () => undefined),
            `${rollout} is Healthy, but not as it should be: canary weight is 5, must be 0; correct this and run pulumi up again`,
        );
        assert.equal(
            say("TimedOut", ["the rollout is paused"], atStep3),
            `${rollout} did not finish within 1800 s: last seen Paused at step 3/9 (setWeight 25) with canary weight 25; the rollout is paused; nothing was aborted; look at it with kubectl argo rollouts get rollout ops-hardening-demo -n demo, raise the gate's timeout if it only needs longer, and run pulumi up again`,
        );
    });

    it("missing, and a cluster that cannot be watched", () => {
        const without = (code: GateErrorCode, details: string[] = []) =>
            sentence(
                { kind: "fail", code, outcome: "Unproven", details },
                subject,
                undefined,
                emptyMemory(0, undefined),
            );
        assert.equal(
            without("Missing"),
            `${rollout} does not exist; create it, or correct namespace and rolloutName, and run pulumi up again`,
        );
        assert.equal(without("TimedOut"), `${rollout} did not appear within 1800 s; create it and run pulumi up again`);
        assert.equal(without("ClusterFailed", ["refused"]), `${rollout} cannot be watched: refused`);
    });
});
