import { referringRollout } from "../referringRollout";
import { describeRule } from "../ruleSpec";

const container = "spec.template.spec.containers.0";
const must = "must set requests.cpu, requests.memory, limits.memory";

describeRule("resources-present", {
    broken: [
        [
            "no resources",
            { set: { "Rollout shop": { [`${container}.resources`]: undefined } } },
            [`Rollout demo/shop: container shop has no requests.cpu, requests.memory, limits.memory, ${must}`],
        ],
        [
            "no limit of memory",
            { set: { "Rollout shop": { [`${container}.resources.limits`]: { cpu: "1" } } } },
            [`Rollout demo/shop: container shop has no limits.memory, ${must}`],
        ],
        [
            "a Deployment without requests",
            { set: { "Deployment ingress-nginx-controller": { [`${container}.resources.requests`]: undefined } } },
            [
                "Deployment ingress-nginx/ingress-nginx-controller: container controller has no requests.cpu, requests.memory, must set requests.cpu, requests.memory",
            ],
        ],
        [
            "an init container without requests",
            { set: { "Rollout shop": { "spec.template.spec.initContainers.0.resources.requests": undefined } } },
            [`Rollout demo/shop: init container migrate has no requests.cpu, requests.memory, ${must}`],
        ],
        [
            "no limit of memory of a Deployment that a Rollout takes its pods from",
            referringRollout({
                spec: { containers: [{ name: "shop", resources: { requests: { cpu: "1", memory: "1Gi" } } }] },
            }),
            [`Deployment demo/shop: container shop has no limits.memory, ${must}`],
        ],
        [
            "what the configuration asks for",
            { set: { "Rollout shop": { "spec.template.spec.initContainers": undefined } } },
            ["Rollout demo/shop: container shop has no limits.cpu, must set requests.cpu, limits.cpu"],
            { required: ["requests.cpu"], requiredOfApps: ["limits.cpu"] },
        ],
    ],
    fine: [
        [
            "a Deployment without a limit of memory",
            { set: { "Deployment ingress-nginx-controller": { [`${container}.resources.limits`]: undefined } } },
        ],
        [
            "a kind that is not configured",
            { set: { "Rollout shop": { [`${container}.resources`]: undefined } } },
            { kinds: ["Deployment"] },
        ],
    ],
});
