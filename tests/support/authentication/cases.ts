import type { AuthenticationCase } from "./recorder";

const execVersion = "client.authentication.k8s.io/v1";

/** A credential plugin that prints an ExecCredential; its token may use the shell. */
const plugin = (token: string) =>
    `#!/bin/sh\nprintf '{"apiVersion":"${execVersion}","kind":"ExecCredential","status":{"token":"%s"}}' "${token}"\n`;

const exec = (command: string, more: object = {}) => ({
    exec: { apiVersion: execVersion, command, interactiveMode: "IfAvailable", ...more },
});

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;

/** Kubeconfigs as users have them; `kubectl` and the gate must send the same. */
export const authenticationCases: readonly AuthenticationCase[] = [
    { title: "a token", user: { token: "one" }, expected: { authorization: "Bearer one" } },
    {
        title: "a token file, relative to the kubeconfig",
        user: { tokenFile: "tokens/current" },
        files: { "tokens/current": "two\n" },
        expected: { authorization: "Bearer two" },
    },
    {
        title: "a token and a token file, which counts",
        user: { token: "one", tokenFile: "current" },
        files: { current: "two" },
        expected: { authorization: "Bearer two" },
    },
    {
        title: "a user name and a password",
        user: { username: "me", password: "a-secret:1" },
        expected: { authorization: basic("me:a-secret:1") },
    },
    {
        title: "a client certificate in files",
        user: { "client-certificate": "client.pem", "client-key": "client.key.pem" },
        expected: { certificate: "client" },
    },
    {
        title: "a credential plugin, relative to the kubeconfig, with arguments and variables",
        user: exec("bin/plugin", { args: ["a"], env: [{ name: "REGION", value: "eu" }] }),
        files: { "bin/plugin": plugin("$1-$REGION") },
        expected: { authorization: "Bearer a-eu" },
    },
    {
        title: "a credential plugin with the description of the cluster",
        user: exec("./plugin", { provideClusterInfo: true }),
        cluster: {
            extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "shop" } }],
            "tls-server-name": "test",
        },
        files: {
            plugin: plugin(
                '$(printf %s "$KUBERNETES_EXEC_INFO" | grep -o \'"audience":"[a-z]*"\\|"tls-server-name":"[a-z]*"\' | tr -d \'"\' | sort | tr \'\\n\' ,)',
            ),
        },
        expected: { authorization: "Bearer audience:shop,tls-server-name:test," },
    },
    {
        title: "a credential plugin without the description of the cluster",
        user: exec("./short"),
        files: { short: plugin('$(printf %s "$KUBERNETES_EXEC_INFO" | grep -c server)') },
        expected: { authorization: "Bearer 0" },
    },
    {
        title: "a credential plugin next to a token, which counts",
        user: { token: "one", ...exec("./plugin") },
        files: { plugin: plugin("two") },
        expected: { authorization: "Bearer one" },
    },
    {
        title: "a credential plugin that prints a client certificate",
        user: exec("./certificate"),
        files: {
            certificate: [
                "#!/bin/sh",
                'cd "$(dirname "$0")"',
                'pem() { awk \'{ printf "%s\\\\n", $0 }\' "$1"; }',
                `printf '{"apiVersion":"${execVersion}","kind":"ExecCredential","status":{"clientCertificateData":"%s","clientKeyData":"%s"}}' "$(pem client.pem)" "$(pem client.key.pem)"`,
                "",
            ].join("\n"),
        },
        expected: { certificate: "client" },
    },
    {
        title: "an impersonation with uid, groups and extra fields",
        user: {
            token: "one",
            as: "jane",
            "as-uid": "42",
            "as-groups": ["dev", "ops"],
            "as-user-extra": { "acme.com/team": ["shop"] },
        },
        expected: {
            authorization: "Bearer one",
            impersonation: [
                "impersonate-extra-acme.com%2fteam: shop",
                "impersonate-group: dev",
                "impersonate-group: ops",
                "impersonate-uid: 42",
                "impersonate-user: jane",
            ],
        },
    },
    {
        title: "another name in the server's certificate",
        user: { token: "one" },
        cluster: { "tls-server-name": "test" },
        expected: { authorization: "Bearer one" },
    },
    {
        title: "no verification of the server's certificate",
        user: { token: "one" },
        cluster: { "certificate-authority": null, "insecure-skip-tls-verify": true },
        expected: { authorization: "Bearer one" },
    },
    {
        title: "a proxy in the kubeconfig",
        user: { token: "one" },
        cluster: { server: "https://api.test", "proxy-url": "PROXY", "tls-server-name": "test" },
        expected: { authorization: "Bearer one", proxied: "api.test:443" },
    },
    {
        title: "a proxy in the environment",
        user: { token: "one" },
        cluster: { server: "https://api.test:6443", "tls-server-name": "test" },
        env: { HTTPS_PROXY: "PROXY", NO_PROXY: "other.test" },
        expected: { authorization: "Bearer one", proxied: "api.test:6443" },
    },
    {
        title: "a proxy in the environment, but not for this server",
        user: { token: "one" },
        env: { HTTPS_PROXY: "PROXY", NO_PROXY: "127.0.0.0/8" },
        expected: { authorization: "Bearer one" },
    },
];
