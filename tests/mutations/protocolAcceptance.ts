import type { AcceptanceTest } from "./acceptance";
import { testsOf } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const property = testsOf("unit/rolloutGate/decideProperties");
const gate = testsOf("provider/rolloutGate");
const patches = testsOf("provider/rolloutGatePatch");
const unreliable = testsOf("provider/rolloutGateConnection");
const serialized = testsOf("provider/serialized");
const olderState = testsOf("provider/olderState");
const settings = testsOf("unit/infra/settings");
const platformSettings = testsOf("unit/infra/platformSettings");
const promotion = testsOf("e2e/1-promotion");
const baseline = testsOf("e2e/4-baseline");
const failures = testsOf("e2e/6-failures");
const interruptions = testsOf("e2e/7-interruptions");
const crashes = testsOf("e2e/local/apiServer");
const replay = testsOf("unit/rolloutGate/replay");

/** Interruptions, tampering, and what Pulumi is told. */
export const protocolAcceptance: readonly AcceptanceTest[] = [
    {
        at: "AT29",
        behaviour:
            "The API server restarts, drops connections, or answers 401, 409, 410, 429 or 5xx: the gate goes on, and no patch has a second effect",
        tests: [
            replay("api-restart is what its name says"),
            unreliable("survives dropped watches without missing a weight"),
            unreliable("retries 429 and 503"),
            patches("is sent again after 429 with Retry-After"),
            patches("has no second effect when its answer was lost"),
            crashes("is waited for: the same pulumi up goes on at the live step, and promotes once"),
        ],
    },
    {
        at: "AT30",
        behaviour: "pulumi up is killed: the next one resumes at the live step",
        tests: [
            interruptions("killed at 50 %, is resumed by the next one at the live step"),
            interruptions("whose provider process is killed fails at once, and the next one resumes"),
            interruptions("by Ctrl-C, once and then once more, leaves the rollout where it is for the next one"),
        ],
    },
    {
        at: "AT31",
        behaviour: "A cluster that cannot be reached is a clear error, and a refresh deletes nothing",
        tests: [],
    },
    {
        at: "AT32",
        behaviour: "A weight or a selector that somebody changed by hand is named with object, found, expected",
        tests: [decide("the canary Ingress is gone, for 3 s"), property("another weight at every pause")],
    },
    {
        at: "AT33",
        behaviour: "A canary Ingress that is somebody else's is surfaced",
        tests: [failures("aborts the rollout and names object, found and expected")],
    },
    { at: "AT34", behaviour: "A preview with unknown inputs never throws, and never touches the cluster", tests: [] },
    {
        at: "AT35",
        behaviour: "After a refresh a preview shows nothing; drift shows",
        tests: [
            promotion("leaves nothing to do for the next preview, up and refresh"),
            baseline("leaves nothing to do for the next preview, up and refresh"),
        ],
    },
    {
        at: "AT36",
        behaviour: "The serialized provider runs in a bare process",
        tests: [serialized("gate: a first deploy, then a canary that is rolled back, then the same one again")],
    },
    {
        at: "AT37",
        behaviour: "Every bad input is listed at once",
        tests: [settings("name every bad key in one error")],
    },
    {
        at: "AT38",
        behaviour: "State of an earlier provider still reads, updates and deletes",
        tests: [
            olderState("good: its own code still reads and deletes, in a bare process"),
            olderState("failed: its own code still reads and deletes, in a bare process"),
            olderState("is updated by today's code: a failed one proceeds with a fixed version"),
        ],
    },
    {
        at: "AT39",
        behaviour: "A kubeconfig's content and other secrets are never in plain state, lines or errors",
        tests: [
            serialized("capture no library and no secret"),
            serialized("gate: a first deploy, then a canary that is rolled back, then the same one again"),
            platformSettings("do not repeat credentials of a URL that they refuse"),
        ],
    },
    {
        at: "AT40",
        behaviour: "Another rollout's success or failure never counts, nor does a stale event",
        tests: [gate("does not take the previous version's Healthy for its own")],
    },
];
