import { type Broken, describeRule, type Fine, secretText } from "../ruleSpec";

const rollout = "Rollout demo/shop: container shop";
const variable = (name: string, value: unknown = secretText) => ({
    set: { "Rollout shop": { "spec.template.spec.containers.0.env.0": { name, value } } },
});
const called = (name: string) =>
    `${rollout} has a plain value in ${name}, which is named like a secret, must come from a Secret`;
const looks = (name: string) =>
    `${rollout} has a plain value in ${name}, which looks like one, must come from a Secret`;

describeRule("no-plaintext-secrets", {
    broken: [
        ["a password", variable("DATABASE_PASSWORD"), [called("DATABASE_PASSWORD")]],
        ["a token in small letters", variable("apiToken"), [called("apiToken")]],
        ["a key", variable("STRIPE_API_KEY"), [called("STRIPE_API_KEY")]],
        ...[
            "DB_PASS",
            "MYSQL_PWD",
            "PGPASSWORD",
            "REDIS_AUTH",
            "SIGNING_KEY",
            "JWT_KEY",
            "dataEncryptionKey",
            "DB_PASSWORD_URL",
            "api.token",
            "AWS_ACCESS_KEY_ID",
            "APP_SECRETS",
            "JWT_TOKEN",
            "JWT_SECRET_CURRENT",
            "ADMIN_PASSWORD_HASH",
        ].map((name): Broken => [`a value of ${name}`, variable(name), [called(name)]]),
        ["a part of a value", variable("DB_PASSWORD", `$(PREFIX)${secretText}`), [called("DB_PASSWORD")]],
        ["what only looks like a reference", variable("DB_PASSWORD", `$$(${secretText})`), [called("DB_PASSWORD")]],
        [
            "a password within a URL whose name is harmless",
            variable("TOKEN_URL", `https://shop:${secretText}@tokens/`),
            [looks("TOKEN_URL")],
        ],
        [
            "a password in a query",
            variable("DATABASE", `jdbc:postgresql://db/shop?user=shop&password=${secretText}`),
            [looks("DATABASE")],
        ],
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
                "Rollout demo/shop: init container migrate has a plain value in TOKEN, which is named like a secret, must come from a Secret",
            ],
        ],
        ["another name that the configuration knows", variable("SHOP_PIN"), [called("SHOP_PIN")], { names: "PIN$" }],
    ],
    fine: [
        ["where a secret is", variable("TOKEN_FILE", "/secrets/token")],
        ...(
            [
                ["DATABASE_URL", "postgres://$(DB_USER):$(DB_PASSWORD)@db/shop"],
                ["DATABASE_URL", "jdbc:postgresql://db/shop?password=$(DB_PASSWORD)"],
                ["DB_PASSWORD", "$(OTHER)"],
                ["MAX_TOKENS", "4096"],
                ["TOKENIZER", "bpe"],
                ["BYPASS", "/health"],
                ["AUTH_MODE", "oidc"],
                ["SMTP_AUTH", "true"],
                ["PWD", "/app"],
                ["TOKEN_URL", "https://login.example.com/token"],
                ["TOKEN_URL", "$(LOGIN)/token"],
                ["SECRETS_DIR", "/run/secrets"],
                ["SIGNING_SECRET_KEY_PATH", "/run/keys/signing"],
                ["JWT_TOKEN_EXPIRATION", "15m"],
                ["jwtTokenExpiresIn", "900"],
                ["PASSWORD_MIN_LENGTH", "12"],
                ["TOKEN_ISSUER", "shop.example.com"],
                ["GF_AUTH_TOKEN_ROTATION_INTERVAL_MINUTES", "10"],
                ["API_KEY_HEADER", "X-Api-Key"],
                ["TOKEN_SERVICE_HOST", "tokens.shop"],
                ["TOKEN_SERVICE_PORT", "8080"],
                ["PASSWORD_HISTORY", "5"],
                ["TOKEN_BUCKET", "10"],
                ["SECRET_MANAGER_PROJECT", "shop-prod"],
                ["PUBLIC_KEY", "abc"],
                ["BASIC_AUTH", "off"],
                ["TOKEN_SIGNING_ALGORITHM", "RS256"],
                ["password.policy", "strict"],
            ] as const
        ).map(([name, value]): Fine => [`${name}=${value}`, variable(name, value)]),
        ["an empty value", variable("PASSWORD", "")],
        ["a name that the configuration lets pass", variable("TOKEN_BUCKET"), { allowed: ["TOKEN_BUCKET"] }],
        ["a URL without a password", variable("DATABASE_URL", "postgres://shop@db:5432/shop")],
    ],
});
