import type { AcceptanceTest } from "./acceptance";
import { testsOf } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const property = testsOf("unit/rolloutGate/decideProperties");
const gate = testsOf("provider/rolloutGate");
const promotion = testsOf("e2e/1-promotion");
const rollback = testsOf("e2e/2-rollback");
const driving = testsOf("e2e/5-driving");
const failures = testsOf("e2e/6-failures");
const replay = testsOf("unit/rolloutGate/replay");

/** How a bad version ends, what is said about it, and what others do meanwhile. */
export const failureAcceptance: readonly AcceptanceTest[] = [
    {
        at: "AT15",
        behaviour:
            "Bad answers under load: the analysis fails, the rollout is aborted, traffic is back, pulumi up fails and names metric, measurement, threshold and step",
        tests: [
            replay("aborted-errors is what its name says"),
            replay("aborted-latency is what its name says"),
            gate("waits for the traffic after an abort and names step, metric, value and threshold"),
            rollback("fails pulumi up with metric, value and threshold, and traffic is back on stable"),
            rollback("is rolled back at 25 % weight"),
        ],
    },
    {
        at: "AT16",
        behaviour: "A version that crashes: stable is untouched, the error has the pod's reason and its last words",
        tests: [
            replay("crash-loop is what its name says"),
            failures("because it crashes: the reason and its last words are in the error, stable serves"),
        ],
    },
    {
        at: "AT17",
        behaviour: "A missing image fails, and stable serves",
        tests: [replay("missing-image is what its name says"), failures("because its image is missing")],
    },
    {
        at: "AT18",
        behaviour: "Slow readiness, Degraded and then Healthy, is a success",
        tests: [replay("slow-readiness is what its name says")],
    },
    {
        at: "AT19",
        behaviour: "Inconclusive is reported as such, neither failed nor passed; onInconclusive decides",
        tests: [
            replay("did inconclusive is what its name says"),
            decide("an inconclusive analysis that somebody is to decide"),
            decide("an inconclusive analysis that is to be promoted: the controller starts another one"),
        ],
    },
    {
        at: "AT20",
        behaviour: "No data, NaN, and Prometheus down are never a pass",
        tests: [
            property("never takes a version for proven with no AnalysisRun"),
            property("never takes a version for proven with a metric without measurements"),
            property("never takes a version for proven with a silent Prometheus"),
            property("never takes a version for proven with too few requests"),
        ],
    },
    {
        at: "AT21",
        behaviour: "A spec that the controller refuses is an error after a grace period, and none if it heals",
        tests: [failures("is reported with the controller's own words, and with what the next pulumi up needs")],
    },
    {
        at: "AT22",
        behaviour: "The gate's own deadline is a failure with the last observation, never a success",
        tests: [
            property("never takes a version for proven with a controller that is too slow for the timeout"),
            gate("aborts at its own deadline, once, and says where the traffic is"),
            driving("aborts the rollout, so that traffic is back on stable"),
        ],
    },
    {
        at: "AT23",
        behaviour:
            "A failed gate stays in the state with its reason; the next update with a fixed image succeeds, with the same image it verifies again, and retries if asked",
        tests: [
            rollback("leaves the gate in the state with its reason, and its ReplicaSet at zero"),
            rollback("is followed by a good version in the next pulumi up"),
            driving("aborted before, is refused again as long as nobody asks for another try"),
            driving("fails under onPause fail, once it is tried again, and stays where it is"),
        ],
    },
    {
        at: "AT24",
        behaviour: "Back to the stable image after a failure: no new canary, FastRolledBack",
        tests: [
            replay("rollback-window is what its name says"),
            gate("goes back to stable without a new canary: FastRolledBack"),
            driving("is followed by the stable version without a new canary"),
        ],
    },
    {
        at: "AT25",
        behaviour: "Somebody else aborts, promotes or edits the Rollout: it is said, and not fought",
        tests: [
            replay("manual-promote is what its name says"),
            replay("manual-abort is what its name says"),
            gate("reports a version that somebody else replaced, and leaves it alone"),
            decide("somebody else promotes an open-ended pause before it is proven"),
            driving("is left to a person by onPause wait; what that person does is said, and never fought"),
        ],
    },
    {
        at: "AT26",
        behaviour: "A person's spec.paused is never taken back, and reported",
        tests: [replay("manual-pause is what its name says")],
    },
    {
        at: "AT27",
        behaviour: "A new version during a pause supersedes the gate's",
        tests: [
            replay("superseded is what its name says"),
            gate("reports a version that somebody else replaced, and leaves it alone"),
            failures("is left alone when somebody rolls out another version"),
        ],
    },
    {
        at: "AT28",
        behaviour: "Promotion and abort respect capacity: no failed request",
        tests: [
            promotion("is promoted through every weight, with both versions answering near the weight"),
            rollback("fails pulumi up with metric, value and threshold, and traffic is back on stable"),
        ],
    },
];
