import { describeRule } from "../ruleSpec";

const subject = "Deployment ingress-nginx/ingress-nginx-controller: container controller is ingress-nginx with";
const image = (value: string) => ({
    set: { "Deployment ingress-nginx-controller": { "spec.template.spec.containers.0.image": value } },
});

describeRule("ingress-nginx-version", {
    broken: [
        [
            "an older version",
            image("registry.k8s.io/ingress-nginx/controller:v1.11.0"),
            [`${subject} version 1.11.0, must be at least 1.15.1`],
        ],
        [
            "an older patch",
            image("mirror.example.com/ingress-nginx/controller:v1.15.0-chiseled"),
            [`${subject} version 1.15.0, must be at least 1.15.1`],
        ],
        [
            "no version",
            image("registry.k8s.io/ingress-nginx/controller:stable"),
            [`${subject} no version in its tag, must be at least 1.15.1`],
        ],
        ["a configured version", {}, [`${subject} version 1.15.1, must be at least 1.16.0`], { minimum: "1.16.0" }],
    ],
    fine: [
        ["a later version", image("registry.k8s.io/ingress-nginx/controller:v2.0.0")],
        ["another controller", image("registry.example.com/my-ingress-nginx/controller:v1.0.0")],
    ],
});
