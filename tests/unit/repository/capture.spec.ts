import assert from "node:assert/strict";
import { capture } from "../../docs/capture";

const output = `pulumi logs to somewhere

== pulumi up: v1, the first deploy
[23:59:01] Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9
pulumi up succeeded: Initial

== pulumi up: v2, a good version
[00:00:10] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9
[00:00:15] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9
[00:00:20] Analysis: p99-latency 5 ms (< 500) ok
[00:00:25] Analysis: p99-latency 6 ms (< 500) ok
[00:00:30] Analysis: p99-latency 7 ms (< 500) ok
[00:00:35] Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9
pulumi up succeeded: Promoted

== pulumi up: v3, 200-800 ms of added latency
[00:01:00] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9
[00:01:05] Analysis: p99-latency 630 ms (< 500) failed | success-rate 100 % (>= 95) ok
[00:01:10] Status: Degraded     | Canary:   0% | Stable: 100% | Step: 0/9
pulumi up failed: rollout demo/web aborted

== summary, after 242 s
`;

describe("the capture of a demo", () => {
    it("has both versions, their pauses, their measurements and their ends, five times as fast", () => {
        assert.deepEqual(capture(output), [
            "0 $ pulumi up   # v2, a good version",
            "1 [00:00:15] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9",
            "2 [00:00:20] Analysis: p99-latency 5 ms (< 500) ok",
            "4 [00:00:30] Analysis: p99-latency 7 ms (< 500) ok",
            "5 [00:00:35] Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9",
            "5.5 pulumi up succeeded: Promoted",
            "6.5 $ pulumi up   # v3, 200-800 ms of added latency",
            "7.5 [00:01:00] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9",
            "8.5 [00:01:05] Analysis: p99-latency 630 ms (< 500) failed | success-rate 100 % (>= 95) ok",
            "9.5 [00:01:10] Status: Degraded     | Canary:   0% | Stable: 100% | Step: 0/9",
            "10 pulumi up failed: rollout demo/web aborted",
        ]);
    });

    it("rejects the output of anything else", () => {
        assert.throws(() => capture("nothing"), /must have the updates v2 and v3 of scripts\/demo, got 0/);
    });
});
