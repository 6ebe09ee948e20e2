import assert from "node:assert/strict";
import { note, type PreflightFinding, problem } from "../../../../components/src/preflight/finding";
import { describePreflight, describeProblems } from "../../../../components/src/preflight/report";

const gate = { group: "", namespace: "monitoring", need: "gate" } as const;

/** The sentences of a preflight. */
const sentences: readonly (readonly [PreflightFinding, string])[] = [
    [
        {
            kind: "missingPermission",
            permission: { ...gate, verbs: ["get"], resource: "services/proxy", name: "prometheus:9090" },
        },
        `the kubeconfig's user may not get services/proxy "prometheus:9090" in monitoring, which the gate needs`,
    ],
    [
        {
            kind: "missingPermission",
            permission: {
                ...{ verbs: ["list", "watch"], group: "argoproj.io", resource: "rollouts", namespace: "demo" },
                need: "stack",
            },
        },
        "the kubeconfig's user may not list, watch rollouts of argoproj.io in demo, which the stack declares; another user of its provider may",
    ],
    [
        { kind: "hostTaken", by: "demo2/shop", host: "web.example.com", path: "/", ingressClass: "nginx" },
        "host web.example.com/ belongs to Ingress demo2/shop of the class nginx too, which may take all of its requests; remove it there, or choose another host",
    ],
    [
        { kind: "canaryLeftBehind", ingress: "web-old-canary", namespace: "demo", service: "web-canary" },
        "Argo Rollouts leaves Ingress web-old-canary of a former name behind, and ingress-nginx takes the weight of Service web-canary from its oldest Ingress, so that the next new version may get no request; once no Rollout has that name any more: kubectl delete ingress web-old-canary -n demo",
    ],
    [
        {
            kind: "notScraped",
            monitor: "demo/web",
            because: [
                {
                    prometheus: "monitoring/main",
                    by: "serviceMonitorSelector",
                    selector: '{"matchLabels":{"release":"x"}}',
                },
                { prometheus: "monitoring/other", by: "serviceMonitorNamespaceSelector" },
            ],
        },
        'no Prometheus selects ServiceMonitor demo/web: serviceMonitorSelector of monitoring/main is {"matchLabels":{"release":"x"}}; monitoring/other has no serviceMonitorNamespaceSelector that selects it',
    ],
    [
        { kind: "fewRequests", weight: 20, seconds: 30, requestsPerSecond: 1.234, minRequests: 100 },
        "the pause of 30 s at weight 20 will count 37 requests at 1.2 requests/s, must be 100; lengthen it, or set minRequests or onTooFewRequests",
    ],
    [
        { kind: "controllerVersion", image: "argo-rollouts:v1.2.0", known: ["1.9", "1.10"] },
        "the controller runs argo-rollouts:v1.2.0, tested are 1.9 and 1.10",
    ],
];

describe("sentences of the preflight", () => {
    for (const [finding, sentence] of sentences) {
        it(`${finding.kind}: ${sentence.slice(0, 50)}...`, () => {
            assert.equal(describePreflight(finding), sentence);
        });
    }

    it("list the problems of an update in one message, without the notes", () => {
        const found = [
            problem({ kind: "noRollouts" }),
            problem({ kind: "noPrometheusService", service: "monitoring/prometheus" }),
            note({ kind: "noController" }),
        ];
        assert.equal(
            describeProblems("demo/web", found),
            "rollout demo/web was not touched, the preflight found 2 problems:\n" +
                "  the cluster has no CustomResourceDefinition of Rollouts; install Argo Rollouts\n" +
                "  the analysis cannot reach Prometheus: there is no Service monitoring/prometheus, which prometheusAddress names\n" +
                "fix this and run pulumi up again; the argument preflight: note only reports it",
        );
    });
});
