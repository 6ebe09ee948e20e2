import { referringRollout } from "../referringRollout";
import { describeRule } from "../ruleSpec";

const container = "spec.template.spec.containers.0";
const must = "must have readinessProbe and livenessProbe";

describeRule("probes-present", {
    broken: [
        [
            "no readiness probe",
            { set: { "Rollout shop": { [`${container}.readinessProbe`]: undefined } } },
            [`Rollout demo/shop: container shop has no readinessProbe, ${must}`],
        ],
        [
            "a probe that is null",
            { set: { "Rollout shop": { [`${container}.readinessProbe`]: null } } },
            [`Rollout demo/shop: container shop has no readinessProbe, ${must}`],
        ],
        [
            "no liveness probe",
            { set: { "Rollout shop": { [`${container}.livenessProbe`]: undefined } } },
            [`Rollout demo/shop: container shop has no livenessProbe, ${must}`],
        ],
        [
            "a second container without any",
            { set: { "Rollout shop": { "spec.template.spec.containers.1": { name: "sidecar" } } } },
            [`Rollout demo/shop: container sidecar has no readinessProbe and no livenessProbe, ${must}`],
        ],
        [
            "none of a Deployment that a Rollout takes its pods from",
            referringRollout({ spec: { containers: [{ name: "shop" }] } }),
            [`Deployment demo/shop: container shop has no readinessProbe and no livenessProbe, ${must}`],
        ],
        [
            "another kind where it is asked for",
            {},
            [
                "Deployment ingress-nginx/ingress-nginx-controller: container controller has no startupProbe, must have startupProbe",
            ],
            { required: ["startupProbe"], kinds: ["Deployment"] },
        ],
    ],
    fine: [],
});
