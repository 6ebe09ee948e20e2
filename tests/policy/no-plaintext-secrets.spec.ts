import { describeRule, secretText } from "./ruleSpec";

const rollout = "Rollout demo/shop: container shop";
const variable = (name: string, value: unknown = secretText) => ({
    set: { "Rollout shop": { "spec.template.spec.containers.0.env.0": { name, value } } },
});
const called = (name: string) =>
    `${rollout} has a plain value in ${name}, which is called like a secret, must come from a Secret`;
const looks = (name: string) =>
    `${rollout} has a plain value in ${name}, which looks like one, must come from a Secret`;

describeRule("no-plaintext-secrets", {
    broken: [
        ["a password", variable("DATABASE_PASSWORD"), [called("DATABASE_PASSWORD")]],
        ["a token in small letters", variable("apiToken"), [called("apiToken")]],
        ["a key", variable("STRIPE_API_KEY"), [called("STRIPE_API_KEY")]],
        [
            "a password within a URL",
            variable("DATABASE_URL", `postgres://shop:${secretText}@db/shop`),
            [looks("DATABASE_URL")],
        ],
        [
            "a private key",
            variable("CERTIFICATE", `-----BEGIN RSA PRIVATE KEY-----\n${secretText}`),
            [looks("CERTIFICATE")],
        ],
        [
            "an init container's",
            {
                set: {
                    "Rollout shop": {
                        "spec.template.spec.initContainers.0.env": [{ name: "TOKEN", value: secretText }],
                    },
                },
            },
            [
                "Rollout demo/shop: init container migrate has a plain value in TOKEN, which is called like a secret, must come from a Secret",
            ],
        ],
        ["another name that the configuration knows", variable("SHOP_PIN"), [called("SHOP_PIN")], { names: "PIN$" }],
    ],
    fine: [
        ["where a secret is", variable("TOKEN_FILE", "/secrets/token")],
        ["an empty value", variable("PASSWORD", "")],
        ["a name that the configuration lets pass", variable("TOKEN_BUCKET"), { allowed: ["TOKEN_BUCKET"] }],
        ["a URL without a password", variable("DATABASE_URL", "postgres://shop@db:5432/shop")],
    ],
});
