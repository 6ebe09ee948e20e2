import assert from "node:assert/strict";
import { rolloutEvents, versionEvents } from "../../../../../components/src/gate/observation/warnings";
import { podHashLabel, type EventObject } from "../../../../../components/src/gate/cluster/types";

const minute = (minutes: number, seconds = 0) =>
    `2026-03-01T06:${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}Z`;
const since = Date.parse(minute(10));

function event(reason: string, message: string, lastTimestamp: string, more: Partial<EventObject> = {}): EventObject {
    const involvedObject = { kind: "Rollout", name: "web", uid: "rollout" };
    return { metadata: { name: reason }, type: "Warning", reason, message, lastTimestamp, involvedObject, ...more };
}

describe("the controller's warnings about a rollout", () => {
    const missing = 'error retrieving stableIngress `web` from cache: ingress.networking.k8s.io "web" not found';
    const routing = (minutes: number, message = missing) => event("TrafficRoutingError", message, minute(minutes));

    const rows: [name: string, events: EventObject[], expected: string[]][] = [
        ["none", [], []],
        ["a missing stable Ingress", [routing(11)], [`TrafficRoutingError: ${missing}`]],
        [
            "a stable Ingress without the stable Service",
            [routing(11, "ingress `web` has no rules using service web-stable backend")],
            ["TrafficRoutingError: ingress `web` has no rules using service web-stable backend"],
        ],
        ["an older one", [routing(9)], []],
        ["one within the second", [routing(10)], [`TrafficRoutingError: ${missing}`]],
        ["one without a time", [event("TrafficRoutingError", missing, "")], []],
        [
            "one whose time is elsewhere",
            [
                event("A", "new API", "", { lastTimestamp: null, eventTime: "2026-03-01T06:11:00.123456Z" }),
                event("B", "a series", minute(1), { series: { count: 2, lastObservedTime: minute(12) } }),
            ],
            ["A: new API", "B: a series"],
        ],
        [
            "the newest last",
            [routing(13, "third"), routing(11, "first"), routing(12, "second")],
            ["first", "second", "third"].map((text) => `TrafficRoutingError: ${text}`),
        ],
        [
            "three at most",
            [11, 12, 13, 14].map((minutes) => routing(minutes, String(minutes))),
            ["12", "13", "14"].map((text) => `TrafficRoutingError: ${text}`),
        ],
        [
            "each once, at its latest time",
            [routing(11, "a"), routing(12, "b"), routing(13, "a"), routing(14, "(combined from similar events): a")],
            ["TrafficRoutingError: b", "TrafficRoutingError: a"],
        ],
        [
            "those of the abort itself",
            ["RolloutAborted", "AnalysisRunFailed", "AnalysisRunError", "RolloutNotCompleted"].map((reason) =>
                event(reason, "again", minute(11)),
            ),
            [],
        ],
        ["normal events", [event("RolloutStepCompleted", "", minute(11), { type: "Normal" })], []],
        [
            "another rollout's",
            [
                event("TrafficRoutingError", missing, minute(11), {
                    involvedObject: { kind: "Rollout", name: "web", uid: "other" },
                }),
            ],
            [],
        ],
        ["about no object", [{ ...event("A", "b", minute(11)), involvedObject: {} }], []],
        ["on one line", [event("A", "b\nc\u001b[0m", minute(11))], ["A: b c"]],
    ];
    for (const [name, events, expected] of rows) {
        it(name, () => {
            assert.deepEqual(rolloutEvents(events, "rollout", since), expected);
        });
    }

    it("are none without a start time", () => {
        assert.deepEqual(rolloutEvents([routing(11)], "rollout", NaN), []);
    });
});

describe("the warnings about a version's ReplicaSet and pods", () => {
    const about = (uid: string) => ({ involvedObject: { kind: "Pod", name: uid, uid } });
    const labels = { [podHashLabel]: "new" };
    const objects = [
        { metadata: { name: "set", uid: "set", labels } },
        { metadata: { name: "pod", uid: "pod", labels } },
        { metadata: { name: "old", uid: "old", labels: { [podHashLabel]: "old" } } },
    ];

    it("contain only what the pods' states lack", () => {
        const events = [
            event("FailedCreate", 'pods "web-1" is forbidden: exceeded quota', minute(11), about("set")),
            event("FailedMount", 'secret "db" not found', minute(12), about("pod")),
            event("BackOff", "Back-off restarting failed container", minute(13), about("pod")),
            event("FailedScheduling", "0/1 nodes are available", minute(13), about("pod")),
            event("FailedMount", "of another version", minute(13), about("old")),
            event("FailedMount", "too old", minute(9), about("pod")),
            event("TrafficRoutingError", "of the rollout", minute(13)),
        ];
        assert.deepEqual(versionEvents(events, objects, "new", since), [
            'FailedCreate: pods "web-1" is forbidden: exceeded quota',
            'FailedMount: secret "db" not found',
        ]);
    });
});
