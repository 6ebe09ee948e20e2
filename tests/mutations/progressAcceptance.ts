import type { AcceptanceTest } from "./acceptance";
import { testsOf } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const property = testsOf("unit/rolloutGate/decideProperties");
const gate = testsOf("provider/rolloutGate");
const promotion = testsOf("e2e/1-promotion");
const baseline = testsOf("e2e/4-baseline");
const driving = testsOf("e2e/5-driving");
const failures = testsOf("e2e/6-failures");
const interruptions = testsOf("e2e/7-interruptions");
const replay = testsOf("unit/rolloutGate/replay");

/** How a good version gets through. */
export const progressAcceptance: readonly AcceptanceTest[] = [
    {
        at: "AT7",
        behaviour:
            "A new image walks all weights in order, each on a line; it ends Promoted, with both Services on the new version and weight 0",
        tests: [
            gate("promotes: every weight on a line, every metric measured, evidence of both"),
            promotion("is promoted through every weight, with both versions answering near the weight"),
            baseline("lets one pulumi up canary a version where nothing was before"),
        ],
    },
    {
        at: "AT8",
        behaviour: "At each pause the annotation has the step's weight, and the share of requests is inside its bound",
        tests: [
            decide("a timed pause in which the canary got 25 % at weight 10"),
            promotion("is promoted through every weight, with both versions answering near the weight"),
            driving("is promoted once, when the share is right and every metric was good"),
        ],
    },
    {
        at: "AT9",
        behaviour:
            "A timed pause ends without a patch of the gate's; one longer than the progress deadline is no failure",
        tests: [
            interruptions("killed at 50 %, is resumed by the next one at the live step"),
            failures("and is followed by a good one, whose pause is longer than the progress deadline"),
        ],
    },
    {
        at: "AT10",
        behaviour:
            "An open-ended pause is promoted once per step, never before its condition is written or the generation observed",
        tests: [
            property("brings a good version to its end, and promotes every open-ended pause once"),
            property("always decides, never harms, and comes to an end"),
            driving("is promoted once, when the share is right and every metric was good"),
        ],
    },
    {
        at: "AT11",
        behaviour: "A full promotion skips pauses and analysis: FastPromoted",
        tests: [replay("full-promote is what its name says")],
    },
    {
        at: "AT12",
        behaviour: "A change of replicas alone is no rollout, and the gate returns at once",
        tests: [decide("another generation of the same version, as a scaling makes")],
    },
    {
        at: "AT13",
        behaviour: "Replicas and template changed together",
        tests: [
            gate("does not take Healthy for its own while the pod hash is the old one's, as after a scaling event"),
        ],
    },
    {
        at: "AT14",
        behaviour: "A header reaches the canary, or never does, whatever the weight",
        tests: [driving("is left to a person by onPause wait; what that person does is said, and never fought")],
        gap: "at weight 0, where Argo Rollouts runs no pod of the new version",
    },
];
